/** `selecto snapshot import`. */
import { Args } from "@oclif/core";
import { EXIT, type ExitCode } from "../../model/error.ts";
import { importSnapshot } from "../../operations/snapshots.ts";
import { renderImported } from "../../report/index.ts";
import { formatFlag } from "../base-command.ts";
import { SessionCommand } from "../session-command.ts";

export default class SnapshotImport extends SessionCommand<typeof SnapshotImport> {
  static override summary = "Put an exported snapshot into the history; refused when it was altered.";
  static override examples = ["<%= config.bin %> <%= command.id %> snapshots/baseline.json"];
  static override args = { file: Args.string({ description: "an exported snapshot", required: true }) };
  static override flags = { format: formatFlag(["text", "json"]) };

  protected override async answer(): Promise<ExitCode> {
    const session = await this.session();
    return this.withHistory(session, async (history) => {
      this.print(renderImported(await importSnapshot(session, history, this.args.file), this.form, this.rendering));
      return EXIT.fine;
    });
  }
}
