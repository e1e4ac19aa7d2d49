/** `selecto domain version rollback`. */
import { Args, Flags } from "@oclif/core";
import { EXIT, type ExitCode } from "../../../model/error.ts";
import { moveDomain } from "../../../operations/move-domain.ts";
import { renderMovedDomain } from "../../../report/index.ts";
import { formatFlag } from "../../base-command.ts";
import { SessionCommand } from "../../session-command.ts";

export default class DomainVersionRollback extends SessionCommand<typeof DomainVersionRollback> {
  static override summary = "Bring back a former document of a domain, as a migration that leads there and back.";
  static override description =
    "The domain's file gets the former document, comments and order stay; the newer one stays in the migrations. Edits that no migration has recorded are never lost: they are refused. Where an element does not compile on the schema that the migrations lead to, consent is asked for by name (exit 3).";
  static override examples = [
    "<%= config.bin %> <%= command.id %> Order --to 1.4.0",
    "<%= config.bin %> <%= command.id %> Order --to ^1 --dry-run",
    "<%= config.bin %> <%= command.id %> Order --to 1.4.0 --allow broken:Order",
  ];
  static override args = { name: Args.string({ description: "the domain", required: true }) };
  static override flags = {
    to: Flags.string({ summary: "a version, a range, or the migration that brought the document", helpValue: "VERSION", required: true }),
    allow: Flags.string({ summary: "consent by name: broken:NAME", helpValue: "NAME", multiple: true, multipleNonGreedy: true }),
    "dry-run": Flags.boolean({ summary: "show it, write nothing" }),
    all: Flags.boolean({ summary: "list everything" }),
    format: formatFlag(["text", "json"]),
  };

  protected override async answer(): Promise<ExitCode> {
    const { to, allow = [], "dry-run": dryRun } = this.flags;
    const { name } = this.args;
    const moved = await moveDomain(await this.session(), {
      name,
      to,
      keptOnly: true,
      title: `${name} back to ${to}`,
      at: Date.now(),
      toolVersion: this.config.version,
      dryRun,
      allow,
    });
    this.print(renderMovedDomain(moved, this.form, this.rendering));
    return EXIT.fine;
  }
}
