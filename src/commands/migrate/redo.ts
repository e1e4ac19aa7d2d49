/** `selecto migrate redo`. */
import { Flags } from "@oclif/core";
import { EXIT, type ExitCode } from "../../model/error.ts";
import { redoOnTarget } from "../../operations/redo-migrations.ts";
import { renderRedo } from "../../report/index.ts";
import { oneDatabaseFlags, requireOneDatabase } from "../fleet-command.ts";
import { RunCommand, runFlags, wayBackFlags } from "../run-command.ts";

const { to: _to, ...flags } = runFlags;

export default class MigrateRedo extends RunCommand<typeof MigrateRedo> {
  static override summary = "Take the last migration back and apply it again, as its files are now.";
  static override description = "Before anything is taken back it is made sure that it can be applied again. --steps N: so many of them.";
  static override examples = ["<%= config.bin %> <%= command.id %>", "<%= config.bin %> <%= command.id %> --steps 2 --dry-run"];
  static override flags = {
    ...flags,
    ...oneDatabaseFlags,
    "from-ledger": Flags.boolean({ summary: "take back what the ledger says was applied, though the files differ now" }),
    ...wayBackFlags,
  };

  protected override async answer(): Promise<ExitCode> {
    requireOneDatabase(this.flags, "migrate redo");
    const session = await this.session();
    const answer = await this.watch((progress) => redoOnTarget(session, this.runInput(this.flags, progress, this.flags["from-ledger"])));
    this.print(renderRedo(answer, this.form, this.rendering));
    return EXIT.fine;
  }
}
