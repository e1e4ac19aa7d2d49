/** `selecto migrate up`. */
import type { ExitCode } from "../../model/error.ts";
import { waveFlags } from "../fleet-command.ts";
import { RunCommand, runFlags } from "../run-command.ts";

export default class MigrateUp extends RunCommand<typeof MigrateUp> {
  static override summary = "Apply pending migrations.";
  static override description = "Each migration runs in one transaction together with its row in the ledger, under a lock that only one runner can hold.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --dry-run",
    "<%= config.bin %> <%= command.id %> --database env:STAGING_URL --to 20261122150200_add_order_note",
    "<%= config.bin %> <%= command.id %> --targets fleet.txt --canary 2 --parallel 8",
    "<%= config.bin %> <%= command.id %> --namespaces 'tenant_*'",
  ];
  static override flags = { ...runFlags, ...waveFlags };

  protected override answer(): Promise<ExitCode> {
    return this.runDirection("up", this.flags);
  }
}
