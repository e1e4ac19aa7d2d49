/** `selecto domain validate`. */
import { EXIT, type ExitCode } from "../../model/error.ts";
import { chooseTo, readBaseline } from "../../operations/choose-states.ts";
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
  ];
  static override strict = false;
  static override flags = {
    from: Flags.string({ summary: "the state to check against (default: files)", helpValue: "STATE" }),
    base: Flags.string({ summary: "what was wrong in this state already is told apart, and does not fail: a commit or a state", helpValue: "STATE" }),
    strict: Flags.boolean({ summary: "fail for what was wrong in the base as well" }),
    all: Flags.boolean({ summary: "the whole lists" }),
    format: formatFlag(["text", "json"]),
  };

  protected override async answer(): Promise<ExitCode> {
    const session = await this.session();
    const { base, strict } = this.flags;
    const source = await chooseTo(session, this.flags.from);
    const validated = await validateDomains(session, source, this.words, base === undefined ? undefined : await readBaseline(session, base));
    this.print(renderValidated(validated, this.form, this.rendering));
    const counted = strict ? [...validated.diagnostics, ...(validated.base?.lasting ?? [])] : validated.diagnostics;
    return counted.some((one) => one.severity === "error") ? EXIT.findings : EXIT.fine;
  }
}
