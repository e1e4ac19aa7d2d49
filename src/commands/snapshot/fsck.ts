/** `selecto snapshot fsck`. */
import { EXIT, type ExitCode } from "../../model/error.ts";
import { renderFsck } from "../../report/index.ts";
import { formatFlag } from "../base-command.ts";
import { SessionCommand } from "../session-command.ts";

export default class SnapshotFsck extends SessionCommand<typeof SnapshotFsck> {
  static override summary = "Examine every byte of the history that matters.";
  static override examples = ["<%= config.bin %> <%= command.id %>"];
  static override flags = { format: formatFlag(["text", "json"]) };

  protected override async answer(): Promise<ExitCode> {
    const session = await this.session();
    return this.withHistory(session, async (history) => {
      const found = history.fsck();
      this.print(renderFsck(found, this.form, this.rendering));
      return found.findings.length > 0 ? EXIT.findings : EXIT.fine;
    });
  }
}
