/** `selecto migrate repair`. */
import { Flags } from "@oclif/core";
import { EXIT, type ExitCode } from "../../model/error.ts";
import { repairLedger } from "../../operations/repair-ledger.ts";
import { renderRepaired } from "../../report/index.ts";
import { oneDatabaseFlags, requireOneDatabase } from "../fleet-command.ts";
import { RunCommand, targetFlags } from "../run-command.ts";

const { "dry-run": _dryRun, ...flags } = targetFlags;

export default class MigrateRepair extends RunCommand<typeof MigrateRepair> {
  static override summary = "Check the ledger and its chain of checksums against the files, and mend what is named.";
  static override description =
    "Every migration in the ledger is read and its checksum computed. Each difference is explained with its ways out; nothing is changed but what --allow names. Exit 1 while something is left.";
  static override examples = ["<%= config.bin %> <%= command.id %>", "<%= config.bin %> <%= command.id %> --allow restore:20261122150200_add_order_note"];
  static override flags = {
    ...flags,
    ...oneDatabaseFlags,
    allow: Flags.string({ summary: "do this repair, as the list prints it", helpValue: "NAME", multiple: true, multipleNonGreedy: true }),
  };

  protected override async answer(): Promise<ExitCode> {
    requireOneDatabase(this.flags, "migrate repair");
    const session = await this.session();
    const answer = await this.watch((progress) => repairLedger(session, this.runInput({ ...this.flags, "dry-run": false }, progress)));
    this.print(renderRepaired(answer, this.form, this.rendering));
    return answer.differences.length > 0 || answer.diagnostics.some((one) => one.severity === "error") ? EXIT.findings : EXIT.fine;
  }
}
