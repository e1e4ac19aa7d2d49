/** `selecto domain docs`. */
import { relative } from "node:path";
import { EXIT, type ExitCode } from "../../model/error.ts";
import { chooseTo } from "../../operations/choose-states.ts";
import { documentDomains } from "../../operations/document-domains.ts";
import { writeFolder } from "../../operations/write-files.ts";
import { renderBook, renderMarkdownDocs, renderSite, renderWrittenDocs } from "../../report/index.ts";
import { Flags } from "@oclif/core";
import { SessionCommand } from "../session-command.ts";

export default class DomainDocs extends SessionCommand<typeof DomainDocs> {
  static override summary = "Write documentation of domains: fields with types and columns, joins, pictures, the queries that read them.";
  static override usage = "domain docs [NAME...] [--output DIR] [--format html|markdown]";
  static override examples = ["<%= config.bin %> <%= command.id %>", "<%= config.bin %> <%= command.id %> Order --format markdown --output docs/domains"];
  static override strict = false;
  static override flags = {
    from: Flags.string({ summary: "the state to document (default: files)", helpValue: "STATE" }),
    format: Flags.option({
      summary: "a site that is searched without a server, or Markdown",
      options: ["html", "markdown"] as const,
      default: async () => "html" as const,
    })(),
    output: Flags.string({ summary: "folder to write to", helpValue: "DIR", default: "domain-docs" }),
  };

  protected override async answer(): Promise<ExitCode> {
    const session = await this.session();
    const book = await documentDomains(session, await chooseTo(session, this.flags.from), this.words, "selecto domain docs");
    if (this.format === "json") {
      this.print(renderBook(book));
    } else {
      const pages = this.flags.format === "markdown" ? renderMarkdownDocs(book) : renderSite(book);
      await writeFolder(this.flags.output, pages);
      this.print(renderWrittenDocs(book, relative(process.cwd(), this.flags.output) || ".", pages, this.rendering));
    }
    return book.unread.length > 0 ? EXIT.incomplete : EXIT.fine;
  }
}
