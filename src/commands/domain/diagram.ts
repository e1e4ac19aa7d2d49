/** `selecto domain diagram`. */
import { EXIT, type ExitCode } from "../../model/error.ts";
import { chooseTo } from "../../operations/choose-states.ts";
import { documentDomains } from "../../operations/document-domains.ts";
import { writeAnswer } from "../../operations/write-files.ts";
import { renderBook, renderDiagram } from "../../report/index.ts";
import { Flags } from "@oclif/core";
import { SessionCommand } from "../session-command.ts";

export default class DomainDiagram extends SessionCommand<typeof DomainDiagram> {
  static override summary = "Draw domains: tables, fields with their types, joins. One domain by its joins, several by their tables.";
  static override usage = "domain diagram [NAME...] [--format mermaid|svg] [--output FILE]";
  static override examples = ["<%= config.bin %> <%= command.id %> Order", "<%= config.bin %> <%= command.id %> Order --format svg --output order.svg"];
  static override strict = false;
  static override flags = {
    from: Flags.string({ summary: "the state to draw (default: files)", helpValue: "STATE" }),
    format: Flags.option({ summary: "form of the picture", options: ["mermaid", "svg"] as const, default: async () => "mermaid" as const })(),
    output: Flags.string({ summary: "write it to this file instead of stdout", helpValue: "FILE" }),
  };

  protected override async answer(): Promise<ExitCode> {
    const session = await this.session();
    const book = await documentDomains(session, await chooseTo(session, this.flags.from), this.words, "selecto domain diagram");
    const text = this.format === "json" ? renderBook(book) : renderDiagram(book, this.flags.format);
    if (this.flags.output === undefined) this.print(text);
    else {
      await writeAnswer(this.flags.output, text);
      this.note(`wrote ${this.flags.output}`);
    }
    for (const file of book.unread) this.note(`not drawn: ${file} could not be read (selecto domain validate says why)`);
    return book.unread.length > 0 ? EXIT.incomplete : EXIT.fine;
  }
}
