/** `selecto migrate repair`. */
import { Flags } from "@oclif/core";
import { EXIT, type ExitCode } from "../../model/error.ts";
import { repairLedger } from "../../operations/repair-ledger.ts";
import { exitOfFleetRepair, repairFleet } from "../../operations/repair-fleet.ts";
import { renderFleetRepaired, renderRepaired } from "../../report/index.ts";
import { DEFAULT_PARALLEL, fleetOf, tenantFlags } from "../fleet-command.ts";
import { RunCommand, targetFlags } from "../run-command.ts";

const { "dry-run": _dryRun, ...flags } = targetFlags;

export default class MigrateRepair extends RunCommand<typeof MigrateRepair> {
  static override summary = "Check the ledger and its chain of checksums against the files, and mend what is named.";
  static override description =
    "Every migration in the ledger is read and its checksum computed. Each difference is explained with its ways out; nothing is changed but what --allow names. Exit 1 while something is left.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --allow restore:20261122150200_add_order_note",
    "<%= config.bin %> <%= command.id %> --targets fleet.txt",
  ];
  static override flags = {
    ...flags,
    ...tenantFlags,
    allow: Flags.string({ summary: "do this repair, as the list prints it", helpValue: "NAME", multiple: true, multipleNonGreedy: true }),
  };

  protected override async answer(): Promise<ExitCode> {
    const fleet = fleetOf(this.flags);
    const session = await this.session();
    if (fleet !== undefined) {
      const { parallel = DEFAULT_PARALLEL } = this.flags;
      const answer = await this.watch((progress) => repairFleet(session, fleet, this.runInput({ ...this.flags, "dry-run": false }, progress), parallel));
      this.print(renderFleetRepaired(answer, this.form, this.rendering));
      return exitOfFleetRepair(answer);
    }
    const answer = await this.watch((progress) => repairLedger(session, this.runInput({ ...this.flags, "dry-run": false }, progress)));
    this.print(renderRepaired(answer, this.form, this.rendering));
    return answer.differences.length > 0 || answer.diagnostics.some((one) => one.severity === "error") ? EXIT.findings : EXIT.fine;
  }
}
