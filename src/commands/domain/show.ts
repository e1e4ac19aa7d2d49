/** `selecto domain show`. */
import { EXIT, type ExitCode } from "../../model/error.ts";
import { chooseTo } from "../../operations/choose-states.ts";
import { documentDomains } from "../../operations/document-domains.ts";
import { renderBook, renderDomains } from "../../report/index.ts";
import { Flags } from "@oclif/core";
import { SessionCommand } from "../session-command.ts";

export default class DomainShow extends SessionCommand<typeof DomainShow> {
  static override summary = "Show what domains offer: fields with types and columns, joins, filters, and which queries read the same.";
  static override usage = "domain show [NAME...]";
  static override examples = ["<%= config.bin %> <%= command.id %> Order", "<%= config.bin %> <%= command.id %> Order --from git:main --json"];
  static override strict = false;
  static override flags = {
    from: Flags.string({ summary: "the state to read (default: files)", helpValue: "STATE" }),
    all: Flags.boolean({ summary: "the whole lists" }),
  };

  protected override async answer(): Promise<ExitCode> {
    const session = await this.session();
    const book = await documentDomains(session, await chooseTo(session, this.flags.from), this.words, "selecto domain show");
    this.print(this.format === "json" ? renderBook(book) : renderDomains(book, this.rendering));
    return book.unread.length > 0 ? EXIT.incomplete : EXIT.fine;
  }
}
