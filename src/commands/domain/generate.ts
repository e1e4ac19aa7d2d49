/** `selecto domain generate`. */
import { EXIT, SelectoError, type ExitCode } from "../../model/error.ts";
import { generateDomains } from "../../operations/generate-domains.ts";
import { renderGeneratedDomains } from "../../report/index.ts";
import { Flags } from "@oclif/core";
import { SessionCommand } from "../session-command.ts";

const names = (summary: string) => Flags.string({ summary, helpValue: "NAME", multiple: true, multipleNonGreedy: true });

export default class DomainGenerate extends SessionCommand<typeof DomainGenerate> {
  static override summary = "Propose domains from the schema: relationships declared and guessed, patterns, labels, defaults; hand edits stay.";
  static override usage = "domain generate [TABLE...|--all|--namespace NAME]";
  static override examples = [
    "<%= config.bin %> <%= command.id %> orders --dry-run",
    "<%= config.bin %> <%= command.id %> --all",
    "<%= config.bin %> <%= command.id %> --all --format elixir",
    "<%= config.bin %> <%= command.id %> --all --from db --check-data --report html > report.html",
    "<%= config.bin %> <%= command.id %> orders --role analyst --redact users.email --tenant organization_id",
  ];
  static override strict = false;
  static override flags = {
    all: Flags.boolean({ summary: "every table that stands for a thing; in the answer list everything", default: false }),
    namespace: Flags.string({ summary: "every table of this namespace", helpValue: "NAME" }),
    from: Flags.string({ summary: "the state to read the schema from (default: files)", helpValue: "STATE" }),
    format: Flags.option({ summary: "notation of the files", options: ["yaml", "json", "elixir"] as const, default: async () => "yaml" as const })(),
    "dry-run": Flags.boolean({ summary: "show it, write nothing", default: false }),
    "min-confidence": Flags.string({ summary: "guessed relationships below this are only reported", helpValue: "0..1", default: "0.8" }),
    "check-data": Flags.boolean({ summary: "ask live rows whether guesses hold; counts only (with --from db)", default: false }),
    report: Flags.option({ summary: "everything found, on stdout", options: ["html", "markdown", "json"] as const })(),
    redact: names("a column nobody may select: users.email, or email in every table"),
    show: names("not redacted, though it sounds sensitive"),
    tenant: Flags.string({ summary: "the column that says whose row it is", helpValue: "COLUMN" }),
    role: Flags.string({ summary: "only what this role may select, by the grants of the schema", helpValue: "ROLE" }),
  };

  protected override async answer(): Promise<ExitCode> {
    const { all, namespace, role, tenant, redact, show, report, json } = this.flags;
    if (this.words.length === 0 && !all && namespace === undefined)
      throw new SelectoError({
        code: "usage",
        what: "no table is named",
        why: "generation writes files, so it is told for which tables",
        next: "selecto domain generate --all --dry-run",
        exit: EXIT.usage,
      });
    const minConfidence = readConfidence(this.flags["min-confidence"]);
    const session = await this.session();
    return this.withHistory(session, async (history) => {
      const generated = await generateDomains(
        session,
        {
          from: this.flags.from,
          checkData: this.flags["check-data"],
          notation: this.flags.format,
          dryRun: this.flags["dry-run"],
          wishes: { names: this.words, all, namespace, role, tenant, redact: redact ?? [], show: show ?? [], minConfidence },
        },
        history,
      );
      this.print(renderGeneratedDomains(generated, report ?? (json ? "json" : "text"), this.rendering));
      return generated.diagnostics.some((one) => one.severity === "error") ? EXIT.incomplete : EXIT.fine;
    });
  }
}

function readConfidence(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value <= 1) return value;
  throw new SelectoError({
    code: "usage",
    what: `${text} is no confidence`,
    why: "a confidence is a number from 0 to 1",
    next: "selecto domain generate --all --min-confidence 0.9",
    exit: EXIT.usage,
  });
}
