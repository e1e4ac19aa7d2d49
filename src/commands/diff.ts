/** `selecto diff`. */
import { Args, Flags } from "@oclif/core";
import { EXIT, type ExitCode } from "../model/error.ts";
import { chooseFrom, chooseTo } from "../operations/choose-states.ts";
import { diffStates } from "../operations/diff-states.ts";
import { renderDiff } from "../report/index.ts";
import { formatFlag } from "./base-command.ts";
import { SessionCommand } from "./session-command.ts";

export default class Diff extends SessionCommand<typeof Diff> {
  static override summary = "What differs between two states: schema, domains, queries.";
  static override description =
    "States: files, migrations, db, env:NAME, git:REF, latest, @{2}, a label or fingerprint of a snapshot, or a .sql file or folder. Without FROM: the merge base with the default branch, or the latest snapshot. Without TO: the working tree.";
  static override examples = [
    "<%= config.bin %> diff",
    "<%= config.bin %> diff migrations files",
    "<%= config.bin %> diff git:v1.2 db",
    "<%= config.bin %> diff old.sql new.sql --json",
  ];
  static override args = { from: Args.string({ description: "state before" }), to: Args.string({ description: "state after" }) };
  static override flags = {
    "exit-code": Flags.boolean({ summary: "exit 1 when there are differences" }),
    all: Flags.boolean({ summary: "list everything" }),
    format: formatFlag(["text", "json", "markdown"]),
  };

  protected override async answer(): Promise<ExitCode> {
    const session = await this.session();
    return this.withHistory(session, async (history) => {
      const from = chooseFrom(session, this.args.from);
      // Two live databases are read side by side; one and the same is not opened twice at once.
      if (this.args.from === this.args.to) await from;
      const [before, after] = await Promise.all([from, chooseTo(session, this.args.to)]);
      const diff = await diffStates(session, before, after, history);
      this.print(renderDiff(diff, this.form, this.rendering));
      const differs = diff.schema.length + diff.domains.length + diff.queries.length + diff.reordered.length > 0;
      if (this.flags["exit-code"] && differs) return EXIT.findings;
      return diff.diagnostics.some((one) => one.severity === "error") ? EXIT.incomplete : EXIT.fine;
    });
  }
}
