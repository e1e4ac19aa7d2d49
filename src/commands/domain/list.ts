/** `selecto domain list`. */
import { EXIT, type ExitCode } from "../../model/error.ts";
import { chooseTo } from "../../operations/choose-states.ts";
import { listDomains } from "../../operations/list-domains.ts";
import { renderDomainList } from "../../report/index.ts";
import { Flags } from "@oclif/core";
import { SessionCommand } from "../session-command.ts";

export default class DomainList extends SessionCommand<typeof DomainList> {
  static override summary = "List the domains: version, table, how many fields, joins and filters, and the file.";
  static override examples = ["<%= config.bin %> <%= command.id %>", "<%= config.bin %> <%= command.id %> --from git:main --json"];
  static override flags = { from: Flags.string({ summary: "the state to read (default: files)", helpValue: "STATE" }) };

  protected override async answer(): Promise<ExitCode> {
    const session = await this.session();
    const list = listDomains(await chooseTo(session, this.flags.from));
    this.print(renderDomainList(list, this.form === "json" ? "json" : "text", this.rendering));
    return list.unread.length > 0 ? EXIT.incomplete : EXIT.fine;
  }
}
