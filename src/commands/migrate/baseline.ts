/** `selecto migrate baseline`. */
import { Args } from "@oclif/core";
import { EXIT, type ExitCode } from "../../model/error.ts";
import { baselineDatabase } from "../../operations/baseline-database.ts";
import { baselineFleet, exitOfFleetBaseline } from "../../operations/baseline-fleet.ts";
import { renderBaseline, renderFleetBaseline } from "../../report/index.ts";
import { fleetOf, oneDatabaseFlags, requireOneDatabase, tenantFlags } from "../fleet-command.ts";
import { RunCommand, targetFlags } from "../run-command.ts";

export default class MigrateBaseline extends RunCommand<typeof MigrateBaseline> {
  static override summary = "Enter migrations into the ledger of a database that has their state already.";
  static override description =
    "None is run. The live schema is compared with what the migrations lead to, and refused where it differs. Without NAME: up to the newest migration that fits.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> --dry-run",
    "<%= config.bin %> <%= command.id %> 20261122150200_initial --database env:PRODUCTION_URL",
    "<%= config.bin %> <%= command.id %> --targets fleet.txt --dry-run",
  ];
  static override args = { name: Args.string({ description: "the last migration whose state the database has" }) };
  static override flags = { ...targetFlags, ...oneDatabaseFlags, targets: tenantFlags.targets };

  protected override async answer(): Promise<ExitCode> {
    const { namespaces } = this.flags;
    requireOneDatabase({ namespaces }, "migrate baseline", {
      why: "it compares a database as a whole with what the packages lead to, and the namespace of a tenant is a part of one",
      next: "selecto migrate up --namespaces 'tenant_*' starts in namespaces that are empty; for tenants with databases of their own: selecto migrate baseline --targets FILE",
    });
    const fleet = fleetOf(this.flags);
    const session = await this.session();
    return this.withHistory(session, async (history) => {
      if (fleet !== undefined) {
        const all = await this.watch((progress) => baselineFleet(session, fleet, { ...this.runInput(this.flags, progress), name: this.args.name }, history));
        this.print(renderFleetBaseline(all, this.form, this.rendering));
        return exitOfFleetBaseline(all);
      }
      const answer = await this.watch((progress) => baselineDatabase(session, { ...this.runInput(this.flags, progress), name: this.args.name }, history));
      this.print(renderBaseline(answer, this.form, this.rendering));
      return answer.compared === undefined || answer.entered.length > 0 ? EXIT.fine : EXIT.findings;
    });
  }
}
