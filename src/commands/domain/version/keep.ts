/** `selecto domain version keep`. */
import { Args, Flags } from "@oclif/core";
import { EXIT, type ExitCode } from "../../../model/error.ts";
import { keepVersion } from "../../../operations/keep-version.ts";
import { removeKeptVersion } from "../../../operations/remove-kept-version.ts";
import { renderKept, renderRemovedVersion } from "../../../report/index.ts";
import { formatFlag } from "../../base-command.ts";
import { readFill } from "../../run-command.ts";
import { SessionCommand } from "../../session-command.ts";

export default class DomainVersionKeep extends SessionCommand<typeof DomainVersionKeep> {
  static override summary = "Keep a former version of a domain readable and writable on the newer schema: a migration that makes a namespace of views.";
  static override description =
    "Each relation that the version reads gets a view with its former name, columns and types. Readers put the namespace in front of their search_path and go on; so do writers: what PostgreSQL does not write through a view by itself a trigger does, where the mapping allows. All elements and queries of that version are asked on the former schema and through the views, with generated rows that went through the migrations, and statements that write are run in both places; where one fails or gets something else, nothing is written (exit 1). Columns that cannot be written are named. Columns whose values are gone ask for consent by name (exit 3).";
  static override usage = "domain version keep NAME@VERSION [--from STATE] [--remove]";
  static override examples = [
    "<%= config.bin %> <%= command.id %> Order@1",
    "<%= config.bin %> <%= command.id %> Order --from git:HEAD~3 --dry-run",
    `<%= config.bin %> <%= command.id %> User@1 --column "users.name=first_name || ' ' || last_name"`,
    "<%= config.bin %> <%= command.id %> User@1 --allow null:users.street",
    "<%= config.bin %> <%= command.id %> Order@1 --remove",
  ];
  static override args = { version: Args.string({ description: "the domain, and which of its versions: Order@1", required: true }) };
  static override flags = {
    from: Flags.string({ summary: "a state that had the version (default: the migrations tell)", helpValue: "STATE" }),
    namespace: Flags.string({ summary: "where the views go (default: by name and version, order_v1)", helpValue: "NAME" }),
    column: Flags.string({
      summary: "where a former column's values are now: an SQL expression over the present table",
      helpValue: "COLUMN=SQL",
      multiple: true,
      multipleNonGreedy: true,
    }),
    allow: Flags.string({ summary: "consent by name: null:TABLE.COLUMN, differs:QUERY", helpValue: "NAME", multiple: true, multipleNonGreedy: true }),
    remove: Flags.boolean({ summary: "take the views away again", exclusive: ["from", "column", "allow"] }),
    "dry-run": Flags.boolean({ summary: "show it, write nothing" }),
    all: Flags.boolean({ summary: "list everything" }),
    format: formatFlag(["text", "json"]),
  };

  protected override async answer(): Promise<ExitCode> {
    const session = await this.session();
    const { from, namespace, column = [], allow = [], remove, "dry-run": dryRun } = this.flags;
    const frame = { version: this.args.version, namespace, at: Date.now(), toolVersion: this.config.version, dryRun };
    return this.withHistory(session, async (history) => {
      if (remove) {
        this.print(renderRemovedVersion(await removeKeptVersion(session, frame, history), this.form, this.rendering));
        return EXIT.fine;
      }
      const kept = await keepVersion(session, { ...frame, from, expressions: column.map((text) => readFill(text, "--column")), allow }, history);
      this.print(renderKept(kept, this.form, this.rendering));
      return kept.generated === undefined ? EXIT.findings : EXIT.fine;
    });
  }
}
