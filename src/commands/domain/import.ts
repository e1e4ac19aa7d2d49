/** `selecto domain import`. */
import { Args, Flags } from "@oclif/core";
import { EXIT, type ExitCode } from "../../model/error.ts";
import { importDomains } from "../../operations/import-domains.ts";
import { renderImportedDomains } from "../../report/index.ts";
import { readModule } from "../module-flag.ts";
import { SessionCommand } from "../session-command.ts";

export default class DomainImport extends SessionCommand<typeof DomainImport> {
  static override summary = "Bring the domains of a file into the workspace: YAML, JSON of mix selecto.domain.export, or an Elixir module.";
  static override description =
    "A new domain becomes a file in the notation that is wanted, in an Elixir project a module in lib/my_app/selecto_domains. A file that gives the domain already is edited in place with --force: comments stay, an overlay keeps what it says. What only code says is refused with its place.";
  static override usage = "domain import FILE [--format yaml|json|elixir] [--output FILE|DIR/]";
  static override examples = [
    "<%= config.bin %> <%= command.id %> exports/order.json --dry-run",
    "<%= config.bin %> <%= command.id %> ../shop/lib/shop/selecto_domains/order_domain.ex --format yaml",
    "<%= config.bin %> <%= command.id %> order.yaml --format elixir --module MyApp.SelectoDomains.OrderDomain --force",
  ];
  static override args = { file: Args.string({ description: "a file in any notation", required: true }) };
  static override flags = {
    format: Flags.option({
      summary: "notation to write (default: by --output, else that of the domain that is there, else that of the project)",
      options: ["yaml", "json", "elixir"] as const,
    })(),
    output: Flags.string({ summary: "where to write it", helpValue: "FILE|DIR/" }),
    module: Flags.string({ summary: "the Elixir module to write", helpValue: "NAME" }),
    force: Flags.boolean({ summary: "change a domain that says something else", default: false }),
    "dry-run": Flags.boolean({ summary: "show it, write nothing", default: false }),
  };

  protected override async answer(): Promise<ExitCode> {
    const { format, output, module, force, "dry-run": dryRun, json } = this.flags;
    const imported = await importDomains(await this.session(), { file: this.args.file, format, output, module: readModule(module), force, dryRun });
    this.print(renderImportedDomains(imported, json ? "json" : "text", this.rendering));
    return EXIT.fine;
  }
}
