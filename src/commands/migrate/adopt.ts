/** `selecto migrate adopt`. */
import { Args, Flags } from "@oclif/core";
import { EXIT, type ExitCode } from "../../model/error.ts";
import { adoptDrift } from "../../operations/adopt-drift.ts";
import { renderAdopted } from "../../report/index.ts";
import { oneDatabaseFlags, requireOneDatabase } from "../fleet-command.ts";
import { renameFlags } from "../session-command.ts";
import { columnFlags, RunCommand, targetFlags, usingsOf } from "../run-command.ts";

export default class MigrateAdopt extends RunCommand<typeof MigrateAdopt> {
  static override summary = "Make a migration of what was done to a database by hand.";
  static override description =
    "What the live schema has beyond its migrations becomes a package, proved as every other, and is entered into the ledger of that database, which has it already. With no migrations yet, it makes the first one of the whole database.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> hotfix_index",
    "<%= config.bin %> <%= command.id %> initial --database env:PRODUCTION_URL --dry-run",
  ];
  static override args = { name: Args.string({ description: "what the migration is about", default: "adopted" }) };
  static override flags = {
    ...targetFlags,
    ...oneDatabaseFlags,
    ...renameFlags,
    ...columnFlags,
    all: Flags.boolean({ summary: "list everything" }),
  };

  protected override async answer(): Promise<ExitCode> {
    requireOneDatabase(this.flags, "migrate adopt");
    const session = await this.session();
    return this.withHistory(session, async (history) => {
      const answer = await this.watch((progress) =>
        adoptDrift(
          session,
          { ...this.runInput(this.flags, progress), name: this.args.name, renames: this.renames(this.flags), usings: usingsOf(this.flags), at: Date.now() },
          history,
        ),
      );
      this.print(renderAdopted(answer, this.form, this.rendering));
      return EXIT.fine;
    });
  }
}
