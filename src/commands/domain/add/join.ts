/** `selecto domain add join`. */
import { Args, Flags } from "@oclif/core";
import { EXIT, type ExitCode } from "../../../model/error.ts";
import { addToDomain } from "../../../operations/add-to-domain.ts";
import { renderAddedToDomain } from "../../../report/index.ts";
import { formatFlag } from "../../base-command.ts";
import { SessionCommand } from "../../session-command.ts";

export default class DomainAddJoin extends SessionCommand<typeof DomainAddJoin> {
  static override summary = "Add a join to a domain, as `domain generate` would propose it.";
  static override description =
    "Keys, cardinality and fields of the other table come from the schema: from a foreign key, or from what names and types say. Every element is compiled by PostgreSQL before the file is written; only the lines that differ are.";
  static override examples = ["<%= config.bin %> <%= command.id %> Order user", "<%= config.bin %> <%= command.id %> Order user --as buyer --label Buyer"];
  static override args = {
    domain: Args.string({ description: "the domain", required: true }),
    name: Args.string({ description: "a join as it is proposed; an unknown one lists them", required: true }),
  };
  static override flags = {
    as: Flags.string({ summary: "call it otherwise", helpValue: "NAME" }),
    label: Flags.string({ summary: "what people read instead of its name", helpValue: "TEXT" }),
    "dry-run": Flags.boolean({ summary: "show it, write nothing" }),
    format: formatFlag(["text", "json"]),
  };

  protected override async answer(): Promise<ExitCode> {
    const session = await this.session();
    const { label, "dry-run": dryRun } = this.flags;
    return this.withHistory(session, async (history) => {
      const added = await addToDomain(session, { kind: "join", domain: this.args.domain, name: this.args.name, as: this.flags.as, label, dryRun }, history);
      this.print(renderAddedToDomain(added, this.form, this.rendering));
      return EXIT.fine;
    });
  }
}
