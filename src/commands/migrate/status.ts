/** `selecto migrate status`. */
import { Flags } from "@oclif/core";
import { EXIT, type ExitCode } from "../../model/error.ts";
import { readStatus } from "../../operations/run-migrations.ts";
import { renderStatus } from "../../report/index.ts";
import { formatFlag } from "../base-command.ts";
import { SessionCommand } from "../session-command.ts";

export default class MigrateStatus extends SessionCommand<typeof MigrateStatus> {
  static override summary = "What is applied, what is pending, and whether files and ledger agree.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --database env:STAGING_URL --json",
    "<%= config.bin %> <%= command.id %> --drift",
  ];
  static override flags = {
    database: Flags.string({ summary: "the target: embedded or env:NAME", helpValue: "DB" }),
    drift: Flags.boolean({ summary: "compare the live schema with what its migrations lead to" }),
    all: Flags.boolean({ summary: "list everything" }),
    format: formatFlag(["text", "json"]),
  };

  protected override async answer(): Promise<ExitCode> {
    const session = await this.session();
    const { database, drift } = this.flags;
    const answer = drift ? await this.withHistory(session, (history) => readStatus(session, database, history)) : await readStatus(session, database);
    this.print(renderStatus(answer, this.form, this.rendering));
    const hasDrifted = answer.drift !== undefined && (answer.drift.changes.length > 0 || answer.drift.diagnostics.some((one) => one.severity === "error"));
    return hasDrifted || answer.diagnostics.some((one) => one.severity === "error") ? EXIT.findings : EXIT.fine;
  }
}
