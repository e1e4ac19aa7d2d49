/** `selecto migrate baseline`. */
import { Args } from "@oclif/core";
import { EXIT, type ExitCode } from "../../model/error.ts";
import { baselineDatabase } from "../../operations/baseline-database.ts";
import { renderBaseline } from "../../report/index.ts";
import { oneDatabaseFlags, requireOneDatabase } from "../fleet-command.ts";
import { RunCommand, targetFlags } from "../run-command.ts";

export default class MigrateBaseline extends RunCommand<typeof MigrateBaseline> {
  static override summary = "Enter migrations into the ledger of a database that has their state already.";
  static override description =
    "None is run. The live schema is compared with what the migrations lead to, and refused where it differs. Without NAME: up to the newest migration that fits.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> --dry-run",
    "<%= config.bin %> <%= command.id %> 20261122150200_initial --database env:PRODUCTION_URL",
  ];
  static override args = { name: Args.string({ description: "the last migration whose state the database has" }) };
  static override flags = { ...targetFlags, ...oneDatabaseFlags };

  protected override async answer(): Promise<ExitCode> {
    requireOneDatabase(this.flags, "migrate baseline");
    const session = await this.session();
    return this.withHistory(session, async (history) => {
      const answer = await this.watch((progress) => baselineDatabase(session, { ...this.runInput(this.flags, progress), name: this.args.name }, history));
      this.print(renderBaseline(answer, this.form, this.rendering));
      return answer.compared === undefined || answer.entered.length > 0 ? EXIT.fine : EXIT.findings;
    });
  }
}
