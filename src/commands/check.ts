/** `selecto check`. */
import { Flags } from "@oclif/core";
import type { ExitCode } from "../model/error.ts";
import { FAILING_VERDICTS } from "../model/impact.ts";
import { checkWorkspace } from "../operations/check-workspace.ts";
import { withLiveSavedViews } from "../operations/live-saved-views.ts";
import { renderCheck } from "../report/index.ts";
import { formatFlag } from "./base-command.ts";
import { SessionCommand } from "./session-command.ts";

export default class Check extends SessionCommand<typeof Check> {
  static override summary = "The pre-merge gate: impact, proved migrations, schema and packages in step, integrity.";
  static override description =
    "Compares the working tree with its base through git; needs no database server. Exit code: 0 fine, 1 findings, 5 something could not be asked.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --base origin/main --format markdown",
    "<%= config.bin %> <%= command.id %> --fail-on changed --fail-on at-risk",
  ];
  static override flags = {
    base: Flags.string({ summary: "commit to compare with (default: the merge base with the target branch)", helpValue: "REF" }),
    head: Flags.string({ summary: "commit to check instead of the working tree", helpValue: "REF" }),
    "fail-on": Flags.string({ summary: "verdicts that fail beside broken", options: [...FAILING_VERDICTS], multiple: true, multipleNonGreedy: true }),
    "allow-unknown": Flags.boolean({ summary: "pass although something could not be asked" }),
    strict: Flags.boolean({ summary: "fail for what was wrong or unknown in the base as well", default: false }),
    allow: Flags.string({ summary: "consent by name: superuser-shadow", helpValue: "NAME", multiple: true, multipleNonGreedy: true }),
    "saved-views": Flags.string({
      summary: "also the saved views in the tables of this database: db (the configured one), embedded or env:NAME",
      helpValue: "DB",
    }),
    all: Flags.boolean({ summary: "list everything, safe subjects too" }),
    format: formatFlag(["text", "json", "markdown"]),
  };

  protected override async answer(): Promise<ExitCode> {
    const { flags } = this;
    const session = await withLiveSavedViews(await this.session({ allow: flags.allow ?? [], foreignCode: true }), flags["saved-views"]);
    return this.withHistory(session, async (history) => {
      const today = new Date().toISOString().slice(0, 10);
      const failOn = FAILING_VERDICTS.filter((verdict) => flags["fail-on"]?.includes(verdict));
      const input = { base: flags.base, head: flags.head, failOn, allowUnknown: flags["allow-unknown"], strict: flags.strict, today };
      const report = await checkWorkspace(session, input, history);
      this.print(renderCheck(report, this.form, this.rendering));
      return report.exit;
    });
  }
}
