/** `selecto snapshot list`. */
import { Flags } from "@oclif/core";
import { EXIT, type ExitCode } from "../../model/error.ts";
import { listSnapshots } from "../../operations/snapshots.ts";
import { renderSnapshotList } from "../../report/index.ts";
import { formatFlag } from "../base-command.ts";
import { SessionCommand } from "../session-command.ts";

export default class SnapshotList extends SessionCommand<typeof SnapshotList> {
  static override summary = "The snapshots of the history, newest first.";
  static override examples = ["<%= config.bin %> <%= command.id %> --limit 5"];
  static override flags = { limit: Flags.integer({ summary: "at most so many", min: 1, helpValue: "N" }), format: formatFlag(["text", "json"]) };

  protected override async answer(): Promise<ExitCode> {
    const session = await this.session();
    return this.withHistory(session, async (history) => {
      this.print(renderSnapshotList(listSnapshots(history, this.flags.limit), this.form, this.rendering));
      return EXIT.fine;
    });
  }
}
