/** `selecto snapshot create`, also as bare `selecto snapshot`. */
import { Flags } from "@oclif/core";
import { EXIT, type ExitCode } from "../../model/error.ts";
import { chooseTo } from "../../operations/choose-states.ts";
import { takeSnapshot } from "../../operations/take-snapshot.ts";
import { renderTaken } from "../../report/index.ts";
import { formatFlag } from "../base-command.ts";
import { SessionCommand } from "../session-command.ts";

export default class SnapshotCreate extends SessionCommand<typeof SnapshotCreate> {
  static override summary = "Keep schema, domains and queries of this moment in the history.";
  static override aliases = ["snapshot"];
  static override examples = ["<%= config.bin %> <%= command.id %> --label release-1.2", "<%= config.bin %> <%= command.id %> --from db"];
  static override flags = {
    from: Flags.string({ summary: "the state to keep (default: files)", helpValue: "STATE" }),
    label: Flags.string({ summary: "a name for it", helpValue: "LABEL" }),
    again: Flags.boolean({ summary: "also when nothing changed since the latest" }),
    format: formatFlag(["text", "json"]),
  };

  protected override async answer(): Promise<ExitCode> {
    const session = await this.session();
    return this.withHistory(session, async (history) => {
      const source = await chooseTo(session, this.flags.from);
      const taken = await takeSnapshot(session, source, history, {
        createdAt: new Date().toISOString(),
        again: this.flags.again,
        ...(this.flags.label !== undefined && { label: this.flags.label }),
      });
      this.print(renderTaken(taken, this.form, this.rendering));
      if (taken.result.outcome === "not-stored") return EXIT.usage;
      return taken.diagnostics.some((one) => one.severity === "error") ? EXIT.incomplete : EXIT.fine;
    });
  }
}
