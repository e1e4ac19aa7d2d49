/** `selecto snapshot show`. */
import { Args } from "@oclif/core";
import { EXIT, type ExitCode } from "../../model/error.ts";
import { showSnapshot } from "../../operations/snapshots.ts";
import { renderSnapshot } from "../../report/index.ts";
import { formatFlag } from "../base-command.ts";
import { SessionCommand } from "../session-command.ts";

export default class SnapshotShow extends SessionCommand<typeof SnapshotShow> {
  static override summary = "One snapshot: where it comes from and what it holds.";
  static override examples = ["<%= config.bin %> <%= command.id %>", "<%= config.bin %> <%= command.id %> release-1.2"];
  static override args = { snapshot: Args.string({ description: "latest, @{2}, a label, or the start of an id or fingerprint", default: "latest" }) };
  static override flags = { format: formatFlag(["text", "json"]) };

  protected override async answer(): Promise<ExitCode> {
    const session = await this.session();
    return this.withHistory(session, async (history) => {
      this.print(renderSnapshot(showSnapshot(history, this.args.snapshot), this.form, this.rendering));
      return EXIT.fine;
    });
  }
}
