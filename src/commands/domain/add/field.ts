/** `selecto domain add field`. */
import { Args, Flags } from "@oclif/core";
import { EXIT, type ExitCode } from "../../../model/error.ts";
import { addToDomain } from "../../../operations/add-to-domain.ts";
import { renderAddedToDomain } from "../../../report/index.ts";
import { formatFlag } from "../../base-command.ts";
import { SessionCommand } from "../../session-command.ts";

export default class DomainAddField extends SessionCommand<typeof DomainAddField> {
  static override summary = "Add a column of the source table to a domain, as `domain generate` would propose it.";
  static override description =
    "Type and label come from the schema, a sensitive column is redacted. Every element is compiled by PostgreSQL before the file is written; only the lines that differ are.";
  static override examples = ["<%= config.bin %> <%= command.id %> Order note", '<%= config.bin %> <%= command.id %> Order note --label "Remark" --dry-run'];
  static override args = {
    domain: Args.string({ description: "the domain", required: true }),
    name: Args.string({ description: "a column of its source table", required: true }),
  };
  static override flags = {
    label: Flags.string({ summary: "label of the field", helpValue: "TEXT" }),
    "dry-run": Flags.boolean({ summary: "show it, write nothing" }),
    format: formatFlag(["text", "json"]),
  };

  protected override async answer(): Promise<ExitCode> {
    const session = await this.session();
    const { label, "dry-run": dryRun } = this.flags;
    return this.withHistory(session, async (history) => {
      const added = await addToDomain(session, { kind: "field", domain: this.args.domain, name: this.args.name, label, dryRun }, history);
      this.print(renderAddedToDomain(added, this.form, this.rendering));
      return EXIT.fine;
    });
  }
}
