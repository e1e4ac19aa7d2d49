/** `selecto domain validate`. */
import { EXIT, type ExitCode } from "../../model/error.ts";
import { chooseTo } from "../../operations/choose-states.ts";
import { validateDomains } from "../../operations/validate-domains.ts";
import { renderValidated } from "../../report/index.ts";
import { Flags } from "@oclif/core";
import { formatFlag } from "../base-command.ts";
import { SessionCommand } from "../session-command.ts";

export default class DomainValidate extends SessionCommand<typeof DomainValidate> {
  static override summary = "Check domains: structure, references inside, and every element against PostgreSQL.";
  static override usage = "domain validate [NAME...]";
  static override examples = ["<%= config.bin %> <%= command.id %>", "<%= config.bin %> <%= command.id %> Order --from db"];
  static override strict = false;
  static override flags = {
    from: Flags.string({ summary: "the state to check against (default: files)", helpValue: "STATE" }),
    format: formatFlag(["text", "json"]),
  };

  protected override async answer(): Promise<ExitCode> {
    const session = await this.session();
    const validated = await validateDomains(session, await chooseTo(session, this.flags.from), this.words);
    this.print(renderValidated(validated, this.form, this.rendering));
    return validated.diagnostics.some((one) => one.severity === "error") ? EXIT.findings : EXIT.fine;
  }
}
