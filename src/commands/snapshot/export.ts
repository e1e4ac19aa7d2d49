/** `selecto snapshot export`. */
import { Args, Flags } from "@oclif/core";
import { EXIT, type ExitCode } from "../../model/error.ts";
import { exportSnapshot } from "../../operations/snapshots.ts";
import { SessionCommand } from "../session-command.ts";

export default class SnapshotExport extends SessionCommand<typeof SnapshotExport> {
  static override summary = "A snapshot as one JSON document, the same bytes every time.";
  static override description = "With --sql: the schema of the snapshot as SQL instead.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> latest > snapshots/baseline.json",
    "<%= config.bin %> <%= command.id %> release-1.2 --sql > schema.sql",
  ];
  static override args = { snapshot: Args.string({ description: "latest, @{2}, a label, or the start of an id or fingerprint", default: "latest" }) };
  static override flags = { sql: Flags.boolean({ summary: "the schema as SQL" }) };

  protected override async answer(): Promise<ExitCode> {
    const session = await this.session();
    return this.withHistory(session, async (history) => {
      this.print(await exportSnapshot(session, history, this.args.snapshot, this.flags.sql));
      return EXIT.fine;
    });
  }
}
