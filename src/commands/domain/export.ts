/** `selecto domain export`. */
import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { Flags } from "@oclif/core";
import { EXIT, SelectoError, type ExitCode } from "../../model/error.ts";
import type { ExportedDomains } from "../../model/domain-move.ts";
import { exportDomains } from "../../operations/export-domains.ts";
import { writeAnswer } from "../../operations/write-files.ts";
import { renderDiagnostics } from "../../report/index.ts";
import { readModule } from "../module-flag.ts";
import { SessionCommand } from "../session-command.ts";

const FORMATS = ["yaml", "json", "elixir", "contract"] as const;
const ENDINGS: Readonly<Record<string, (typeof FORMATS)[number]>> = { yaml: "yaml", yml: "yaml", json: "json", ex: "elixir", exs: "elixir" };

export default class DomainExport extends SessionCommand<typeof DomainExport> {
  static override summary = "Write domains in another notation: YAML, the JSON of mix selecto.domain.export, Elixir modules, contracts.";
  static override description =
    "The effective domain, with what is laid over it; --apart keeps base and overlay as files of their own. In its own notation a file comes out as it is. What only code says (functions, parts that were not read) is refused with its place.";
  static override usage = "domain export [NAME...] [--format yaml|json|elixir|contract] [--output FILE|DIR/]";
  static override examples = [
    "<%= config.bin %> <%= command.id %> Order --format json",
    "<%= config.bin %> <%= command.id %> Order --output lib/my_app/selecto_domains/order_domain.ex",
    "<%= config.bin %> <%= command.id %> --format elixir --apart --output exported/",
  ];
  static override strict = false;
  static override flags = {
    format: Flags.option({ summary: "notation (default: by the name of --output, else yaml)", options: FORMATS })(),
    output: Flags.string({ summary: "a file, or a folder for several files, instead of stdout", helpValue: "FILE|DIR/" }),
    module: Flags.string({ summary: "the Elixir module to write", helpValue: "NAME" }),
    apart: Flags.boolean({ summary: "base and overlay as files of their own", default: false }),
    "without-code": Flags.boolean({ summary: "leave out what only code says, and name it", default: false }),
  };

  protected override async answer(): Promise<ExitCode> {
    const { output, module, apart, "without-code": leaveOut } = this.flags;
    const byName = output === undefined ? undefined : ENDINGS[output.slice(output.lastIndexOf(".") + 1).toLowerCase()];
    const format = this.flags.format ?? (this.flags.json ? "json" : (byName ?? "yaml"));
    const session = await this.session();
    const exported = await exportDomains(session, { names: this.words, format, module: readModule(module), apart, withoutCode: leaveOut });
    const own = new Set(session.layout.domains.map((path) => resolve(session.folder, path)));
    await this.hand(exported, output, own);
    if (exported.findings.length > 0) this.note(renderDiagnostics(exported.findings, this.rendering));
    return EXIT.fine;
  }

  /** To stdout, to a file, or to a folder. @param own the domain files of the workspace, which an export leaves alone */
  private async hand({ files }: ExportedDomains, output: string | undefined, own: ReadonlySet<string>): Promise<void> {
    const [file, ...more] = files;
    if (file === undefined)
      throw new SelectoError({
        code: "no-domains",
        what: "there are no domains here",
        why: "the workspace has no domain files",
        next: "put a domain into domains/",
      });
    const isFolder = output !== undefined && (/[/\\]$/.test(output) || (existsSync(output) && statSync(output).isDirectory()));
    if (more.length > 0 && !isFolder)
      throw new SelectoError({
        code: "usage",
        what: `${files.length} files do not fit into ${output ?? "one answer"}`,
        why: `they are ${files.map(({ path }) => path).join(", ")}`,
        next: "name a folder: --output exported/",
      });
    if (output === undefined) return this.print(file.text);
    const targets = files.map(({ path, text }) => ({ text, target: isFolder ? join(output, path) : output }));
    const taken = targets.find(({ target }) => own.has(resolve(target)))?.target;
    if (taken !== undefined)
      throw new SelectoError({
        code: "export-domain-file",
        what: `${taken} is a domain file of this workspace`,
        why: "an export would replace what people wrote there",
        next: "name another file or folder; selecto domain import edits a domain in place",
      });
    for (const { text, target } of targets) {
      await writeAnswer(target, text);
      this.note(`wrote ${target}`);
    }
  }
}
