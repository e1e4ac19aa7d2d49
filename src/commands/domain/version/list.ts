/** `selecto domain version list`. */
import { Args } from "@oclif/core";
import { EXIT, type ExitCode } from "../../../model/error.ts";
import { listVersions, readShelf } from "../../../operations/kept-versions.ts";
import { renderVersionList } from "../../../report/index.ts";
import { formatFlag } from "../../base-command.ts";
import { SessionCommand } from "../../session-command.ts";

export default class DomainVersionList extends SessionCommand<typeof DomainVersionList> {
  static override summary = "List the documents of domains that the migrations keep, and which migration brought each.";
  static override examples = ["<%= config.bin %> <%= command.id %>", "<%= config.bin %> <%= command.id %> Order --json"];
  static override args = { name: Args.string({ description: "one domain only" }) };
  static override flags = { format: formatFlag(["text", "json"]) };

  protected override async answer(): Promise<ExitCode> {
    const shelf = await readShelf(await this.session());
    this.print(renderVersionList(listVersions(shelf, this.args.name), this.form, this.rendering));
    return EXIT.fine;
  }
}
