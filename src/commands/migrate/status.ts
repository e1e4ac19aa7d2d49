/** `selecto migrate status`. */
import { Flags } from "@oclif/core";
import { EXIT, type ExitCode } from "../../model/error.ts";
import { readStatus } from "../../operations/run-migrations.ts";
import { renderStatus } from "../../report/index.ts";
import { formatFlag } from "../base-command.ts";
import { SessionCommand } from "../session-command.ts";

export default class MigrateStatus extends SessionCommand<typeof MigrateStatus> {
  static override summary = "What is applied, what is pending, and whether files and ledger agree.";
  static override examples = ["<%= config.bin %> <%= command.id %>", "<%= config.bin %> <%= command.id %> --database env:STAGING_URL --json"];
  static override flags = { database: Flags.string({ summary: "the target: embedded or env:NAME", helpValue: "DB" }), format: formatFlag(["text", "json"]) };

  protected override async answer(): Promise<ExitCode> {
    const answer = await readStatus(await this.session(), this.flags.database);
    this.print(renderStatus(answer, this.form, this.rendering));
    return answer.diagnostics.some((one) => one.severity === "error") ? EXIT.findings : EXIT.fine;
  }
}
