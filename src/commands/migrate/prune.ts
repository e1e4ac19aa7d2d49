/** `selecto migrate prune`. */
import { Flags } from "@oclif/core";
import { EXIT, type ExitCode } from "../../model/error.ts";
import { pruneArchives } from "../../operations/prune-archives.ts";
import { renderPrunedArchives } from "../../report/index.ts";
import { formatFlag } from "../base-command.ts";
import { SessionCommand } from "../session-command.ts";

export default class MigratePrune extends SessionCommand<typeof MigratePrune> {
  static override summary = "Drop the rows that applied migrations keep for their way back.";
  static override description = "Without names: all archives. A migration whose archive is dropped cannot be taken back, so each is asked for by name.";
  static override usage = "migrate prune [NAME...]";
  static override examples = [
    "<%= config.bin %> <%= command.id %> --dry-run",
    "<%= config.bin %> <%= command.id %> 20261122150200_drop_email --allow archive:20261122150200_drop_email",
  ];
  static override strict = false;
  static override flags = {
    database: Flags.string({ summary: "the target: embedded or env:NAME", helpValue: "DB" }),
    "dry-run": Flags.boolean({ summary: "only say what would be dropped" }),
    allow: Flags.string({ summary: "consent by name, as the refusal prints it", helpValue: "NAME", multiple: true, multipleNonGreedy: true }),
    format: formatFlag(["text", "json"]),
  };

  protected override async answer(): Promise<ExitCode> {
    const answer = await pruneArchives(await this.session(), {
      database: this.flags.database,
      names: this.words,
      allow: this.flags.allow ?? [],
      dryRun: this.flags["dry-run"],
    });
    this.print(renderPrunedArchives(answer, this.form, this.rendering));
    return EXIT.fine;
  }
}
