/** `selecto snapshot prune`. */
import { Flags } from "@oclif/core";
import { EXIT, type ExitCode } from "../../model/error.ts";
import { renderPruned } from "../../report/index.ts";
import { formatFlag } from "../base-command.ts";
import { SessionCommand } from "../session-command.ts";

export default class SnapshotPrune extends SessionCommand<typeof SnapshotPrune> {
  static override summary = "Forget old snapshots and free their space; labelled ones stay.";
  static override examples = ["<%= config.bin %> <%= command.id %> --keep 50 --dry-run"];
  static override flags = {
    keep: Flags.integer({ summary: "how many of the newest stay", min: 1, default: 100, helpValue: "N" }),
    labelled: Flags.boolean({ summary: "forget labelled ones as well" }),
    "dry-run": Flags.boolean({ summary: "only say what would go", default: false }),
    format: formatFlag(["text", "json"]),
  };

  protected override async answer(): Promise<ExitCode> {
    const session = await this.session();
    return this.withHistory(session, async (history) => {
      const { keep, labelled, "dry-run": dryRun } = this.flags;
      this.print(renderPruned({ ...history.prune({ keep, keepLabelled: !labelled, dryRun }), dryRun }, this.form, this.rendering));
      return EXIT.fine;
    });
  }
}
