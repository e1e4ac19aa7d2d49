/** `selecto analyze impact`. */
import { Flags } from "@oclif/core";
import type { ExitCode } from "../../model/error.ts";
import { EXIT, SelectoError } from "../../model/error.ts";
import { FAILING_VERDICTS } from "../../model/impact.ts";
import { chooseFrom, chooseTo } from "../../operations/choose-states.ts";
import { describeChange } from "../../operations/describe-change.ts";
import { exitOfImpact } from "../../operations/exit-of-impact.ts";
import { impactOfChange, impactOfStates } from "../../operations/impact-of-states.ts";
import type { History } from "../../operations/open-history.ts";
import { withLiveSavedViews } from "../../operations/live-saved-views.ts";
import type { Session } from "../../operations/session.ts";
import { askState } from "../../operations/ask-state.ts";
import { dependentsOf } from "../../operations/show-dependents.ts";
import { renderDependents, renderImpact } from "../../report/index.ts";
import { formatFlag } from "../base-command.ts";
import { SessionCommand } from "../session-command.ts";

const repeatable = (summary: string, helpValue: string) => Flags.string({ summary, helpValue, multiple: true, multipleNonGreedy: true, exclusive: ["to"] });

export default class AnalyzeImpact extends SessionCommand<typeof AnalyzeImpact> {
  static override summary = "What hangs on a table, column, view, domain or query, and what a change does to it.";
  static override description = `With subjects and no change: everything that depends on them. With a change (--drop, --rename, --retype, --sql, or --from and --to): the verdict of every query and domain element, with PostgreSQL's own answer. With neither: what the working tree changes against its base.`;
  static override usage = "analyze impact [SUBJECT...] [--drop NAME | --rename OLD:NEW | --retype COLUMN:TYPE | --sql FILE | --from STATE --to STATE]";
  static override examples = [
    "<%= config.bin %> <%= command.id %> User",
    "<%= config.bin %> <%= command.id %> --drop users.email",
    "<%= config.bin %> <%= command.id %> --rename users.full_name:users.name",
    "<%= config.bin %> <%= command.id %> --retype products.stock:bigint",
    "<%= config.bin %> <%= command.id %> --sql change.sql",
    "<%= config.bin %> <%= command.id %> --from git:main --to files",
  ];
  static override strict = false;
  static override flags = {
    from: Flags.string({ summary: "state before the change", helpValue: "STATE" }),
    to: Flags.string({ summary: "state after the change", helpValue: "STATE" }),
    sql: Flags.string({ summary: "a file with the SQL of the change", helpValue: "FILE", exclusive: ["to"] }),
    drop: repeatable("what if this is dropped", "NAME"),
    rename: repeatable("what if this is renamed", "OLD:NEW"),
    retype: repeatable("what if this column gets another type", "COLUMN:TYPE"),
    "fail-on": Flags.string({ summary: "verdicts that fail beside broken", options: [...FAILING_VERDICTS], multiple: true, multipleNonGreedy: true }),
    "allow-unknown": Flags.boolean({ summary: "exit 0 although something could not be asked" }),
    "saved-views": Flags.string({
      summary: "also the saved views in the tables of this database: db (the configured one), embedded or env:NAME",
      helpValue: "DB",
    }),
    all: Flags.boolean({ summary: "list everything, safe subjects too" }),
    format: formatFlag(["text", "json", "markdown"]),
  };

  protected override async answer(): Promise<ExitCode> {
    const session = await withLiveSavedViews(await this.session(), this.flags["saved-views"]);
    return this.withHistory(session, (history) => (this.isAboutChange() ? this.judgeChange(session, history) : this.showDependents(session)));
  }

  private get hasEdit(): boolean {
    const { sql, drop, rename, retype } = this.flags;
    return [sql, drop, rename, retype].some((flag) => flag !== undefined);
  }

  private isAboutChange(): boolean {
    return this.hasEdit || this.flags.to !== undefined || this.words.length === 0;
  }

  private async judgeChange(session: Session, history: History): Promise<ExitCode> {
    const { flags } = this;
    if (this.words.length > 0)
      throw new SelectoError({
        code: "usage",
        what: `${this.words.join(" ")} is named together with a change`,
        why: "a change is judged for every query and domain element, a subject is shown without one",
        next: "leave one of them out",
      });
    const from = this.hasEdit && flags.from === undefined ? await chooseTo(session, undefined) : await chooseFrom(session, flags.from);
    const described = await describeChange(session, flags);
    const whole =
      described === undefined
        ? await impactOfStates(session, from, await chooseTo(session, flags.to), history)
        : await impactOfChange(session, from, described, history);
    this.print(renderImpact(whole, this.form, this.rendering));
    return exitOfImpact(whole, { failOn: FAILING_VERDICTS.filter((verdict) => flags["fail-on"]?.includes(verdict)), allowUnknown: flags["allow-unknown"] });
  }

  private async showDependents(session: Session): Promise<ExitCode> {
    const asked = await askState(session, await chooseTo(session, this.flags.from));
    const reports = this.words.map((subject) => dependentsOf(asked, subject, session.namespaces));
    const texts = reports.map((report) => renderDependents(report, this.form, this.rendering).trimEnd());
    // One document whatever the number of subjects: a list where there are several.
    this.print(this.form === "json" && texts.length > 1 ? `[\n${texts.join(",\n")}\n]` : texts.join("\n\n"));
    return asked.failures.length > 0 ? EXIT.incomplete : EXIT.fine;
  }
}
