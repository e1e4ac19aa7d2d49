/** `selecto domain validate`. */
import { EXIT, type ExitCode } from "../../model/error.ts";
import { chooseTo, readBaseline } from "../../operations/choose-states.ts";
import type { ValidatedDomains } from "../../model/validated-domains.ts";
import { fixDomains } from "../../operations/fix-domains.ts";
import type { Session } from "../../operations/session.ts";
import { validateDomains } from "../../operations/validate-domains.ts";
import { renderValidated } from "../../report/index.ts";
import { Flags } from "@oclif/core";
import { formatFlag } from "../base-command.ts";
import { SessionCommand } from "../session-command.ts";

export default class DomainValidate extends SessionCommand<typeof DomainValidate> {
  static override summary = "Check domains: structure, references inside, and every element against PostgreSQL.";
  static override usage = "domain validate [NAME...]";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> Order --from db",
    "<%= config.bin %> <%= command.id %> --base main",
    "<%= config.bin %> <%= command.id %> --fix --dry-run",
  ];
  static override strict = false;
  static override flags = {
    from: Flags.string({ summary: "the state to check against (default: files)", helpValue: "STATE" }),
    base: Flags.string({ summary: "what was wrong in this state already is told apart, and does not fail: a commit or a state", helpValue: "STATE" }),
    fix: Flags.boolean({
      summary: "mend in the files what has one certain repair, tried by PostgreSQL; name the ways where there are several",
      exclusive: ["from", "base"],
    }),
    "dry-run": Flags.boolean({ summary: "with --fix: show it, write nothing", dependsOn: ["fix"] }),
    strict: Flags.boolean({ summary: "fail for what was wrong in the base as well" }),
    all: Flags.boolean({ summary: "the whole lists" }),
    format: formatFlag(["text", "json"]),
  };

  protected override async answer(): Promise<ExitCode> {
    const { base, strict, fix } = this.flags;
    const session = await this.session();
    const fixed = fix ? await this.fix(session) : undefined;
    const source = await chooseTo(session, this.flags.from);
    const validated = await validateDomains(session, source, this.words, base === undefined ? undefined : await readBaseline(session, base));
    this.print(renderValidated({ ...validated, ...(fixed !== undefined && { fixed }) }, this.form, this.rendering));
    const counted = strict ? [...validated.diagnostics, ...(validated.base?.lasting ?? [])] : validated.diagnostics;
    return counted.some((one) => one.severity === "error") ? EXIT.findings : EXIT.fine;
  }

  private async fix(session: Session): Promise<NonNullable<ValidatedDomains["fixed"]>> {
    const dryRun = this.flags["dry-run"];
    const source = await chooseTo(session, undefined);
    return { files: await this.withHistory(session, (history) => fixDomains(session, source, this.words, { dryRun, history })), dryRun };
  }
}
