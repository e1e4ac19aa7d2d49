/** `selecto migrate down`. */
import { Flags } from "@oclif/core";
import type { ExitCode } from "../../model/error.ts";
import { waveFlags } from "../fleet-command.ts";
import { RunCommand, runFlags, wayBackFlags } from "../run-command.ts";

export default class MigrateDown extends RunCommand<typeof MigrateDown> {
  static override summary = "Take back the last migration, or more with --steps or --to.";
  static override description = "In the order in which they were applied, newest first. --to NAME keeps that one; --to none takes back all.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --steps 3",
    "<%= config.bin %> <%= command.id %> --to none",
    `<%= config.bin %> <%= command.id %> --fill "users.email='nobody@example.org'"`,
    "<%= config.bin %> <%= command.id %> --namespaces 'tenant_*' --to 20261122150200_add_order_note",
  ];
  static override flags = {
    ...runFlags,
    ...waveFlags,
    "from-ledger": Flags.boolean({ summary: "take back what the ledger says was applied, though the files differ now" }),
    ...wayBackFlags,
  };

  protected override answer(): Promise<ExitCode> {
    return this.runDirection("down", this.flags, this.flags["from-ledger"]);
  }
}
