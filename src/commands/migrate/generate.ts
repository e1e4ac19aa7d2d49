/** `selecto migrate generate`. */
import { Args, Flags } from "@oclif/core";
import { EXIT, SelectoError, type ExitCode } from "../../model/error.ts";
import { shellWord } from "../../model/shell-word.ts";
import { chooseTo } from "../../operations/choose-states.ts";
import { nothingToDo } from "../../operations/column-flags.ts";
import { generateMigration } from "../../operations/generate-migration.ts";
import { moveDomain } from "../../operations/move-domain.ts";
import type { Session } from "../../operations/session.ts";
import { renderGenerated, renderMovedDomain } from "../../report/index.ts";
import { formatFlag } from "../base-command.ts";
import { columnFlags, readFill, usingsOf } from "../run-command.ts";
import { renameFlags, SessionCommand } from "../session-command.ts";

const DEFAULT_NAME = "change";

/** What only a change of the schema can mean. */
const OF_SCHEMA = ["rename", "no-rename", "fill", "using", "using-down", "no-archive", "online", "rewrite-saved-views"] as const;

export default class MigrateGenerate extends SessionCommand<typeof MigrateGenerate> {
  static override summary = "Write a migration from the packages to the declared schema, both ways, proved first.";
  static override description =
    "FROM is the replay of the packages, TO the schema files (or --to: a database or another state). Up and down are run in a throwaway PostgreSQL and compared before anything is written. Renames are found by evidence: sure ones are taken, doubtful ones are asked, or without a terminal refused with the flag to pass.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> add_order_note",
    "<%= config.bin %> <%= command.id %> split_name --rename users.name:users.full_name",
    "<%= config.bin %> <%= command.id %> replace_name --no-rename users.name",
    `<%= config.bin %> <%= command.id %> require_country --fill "users.country='unknown'"`,
    `<%= config.bin %> <%= command.id %> tags_as_list --using "users.tags=string_to_array(tags, ',')" --using-down "users.tags=array_to_string(tags, ',')"`,
    "<%= config.bin %> <%= command.id %> add_order_index --online",
    "<%= config.bin %> <%= command.id %> order_two --domain Order --from 1 --to 2",
    "<%= config.bin %> <%= command.id %> from_dev --to env:DEV_DATABASE_URL",
  ];
  static override args = { name: Args.string({ description: "what the migration is about", default: DEFAULT_NAME }) };
  static override flags = {
    to: Flags.string({ summary: "the wanted state (default: files); with --domain a version", helpValue: "STATE" }),
    domain: Flags.string({ summary: "only this domain: from the version that the packages end with to another one", helpValue: "NAME", dependsOn: ["to"] }),
    from: Flags.string({ summary: "with --domain: the version that the packages must end with", helpValue: "VERSION", dependsOn: ["domain"] }),
    allow: Flags.string({
      summary: "with --domain, consent by name: broken:NAME",
      helpValue: "NAME",
      multiple: true,
      multipleNonGreedy: true,
    }),
    ...renameFlags,
    ...columnFlags,
    online: Flags.boolean({ summary: "stage what would lock a table for long: CONCURRENTLY, NOT VALID then VALIDATE, batches" }),
    database: Flags.string({ summary: "whose tables are looked at for their size (default: the target, where it answers)", helpValue: "DB" }),
    "no-archive": Flags.string({ summary: "keep no copy of this table or column for down", helpValue: "NAME", multiple: true, multipleNonGreedy: true }),
    "rewrite-saved-views": Flags.boolean({
      summary: "a renamed field gets its new name inside saved views too: in files now, in the database's tables by the migration",
    }),
    "dry-run": Flags.boolean({ summary: "show it, write nothing" }),
    all: Flags.boolean({ summary: "list everything" }),
    format: formatFlag(["text", "json"]),
  };

  protected override async answer(): Promise<ExitCode> {
    const session = await this.session();
    if (this.flags.domain !== undefined) return this.moveDomain(session, this.flags.domain);
    const [consent] = this.flags.allow ?? [];
    if (consent !== undefined) throw consentComesLater(consent);
    return this.withHistory(session, async (history) => {
      const to = await chooseTo(session, this.flags.to);
      const generated = await generateMigration(
        session,
        {
          name: this.args.name,
          to,
          renames: this.renames(this.flags),
          online: this.flags.online,
          fills: (this.flags.fill ?? []).map((text) => readFill(text)),
          usings: usingsOf(this.flags),
          withoutArchive: this.flags["no-archive"] ?? [],
          at: Date.now(),
          toolVersion: this.config.version,
          dryRun: this.flags["dry-run"],
          rewriteSavedViews: this.flags["rewrite-saved-views"],
          database: this.flags.database,
        },
        history,
      );
      this.print(renderGenerated(generated, this.form, this.rendering));
      return generated.unplanned !== undefined && generated.unplanned.length > 0 ? EXIT.findings : EXIT.fine;
    });
  }

  /** The edit of one domain, and nothing of the schema. */
  private async moveDomain(session: Session, name: string): Promise<ExitCode> {
    const { from, to = "", allow = [], "dry-run": dryRun } = this.flags;
    const idle = OF_SCHEMA.find((flag) => this.flags[flag] !== undefined && this.flags[flag] !== false);
    if (idle !== undefined) throw nothingToDo(`--${idle}`, `with --domain ${name}`, "only the edit of that domain is recorded, and nothing of the schema");
    const title = this.args.name === DEFAULT_NAME ? `${name} to ${to}` : this.args.name;
    const moved = await moveDomain(session, { name, from, to, keptOnly: false, title, at: Date.now(), toolVersion: this.config.version, dryRun, allow });
    this.print(renderMovedDomain(moved, this.form, this.rendering));
    return EXIT.fine;
  }
}

function consentComesLater(consent: string): SelectoError {
  return new SelectoError({
    code: "flag-without-effect",
    what: `--allow ${consent} has nothing to do here`,
    why: "what a migration loses is consented to when it is applied; with --domain it takes broken:NAME",
    next: `generate without it, then selecto migrate up --allow ${shellWord(consent)}`,
  });
}
