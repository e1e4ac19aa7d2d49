/** `selecto domain version show`. */
import { Args } from "@oclif/core";
import { EXIT, type ExitCode } from "../../../model/error.ts";
import { chooseVersion, readShelf } from "../../../operations/kept-versions.ts";
import { renderVersion } from "../../../report/index.ts";
import { formatFlag } from "../../base-command.ts";
import { SessionCommand } from "../../session-command.ts";

export default class DomainVersionShow extends SessionCommand<typeof DomainVersionShow> {
  static override summary = "Print a document of a domain as it was, and the migration that brought it.";
  static override description =
    "Of a range the highest version, of a version the last document that declared it; without one the last that is kept. The migration that brought a document stands for it as well, and NAME@files is the working tree's.";
  static override usage = "domain version show NAME[@RANGE]";
  static override examples = ["<%= config.bin %> <%= command.id %> Order@1.4.0", "<%= config.bin %> <%= command.id %> Order@^1.2 --json"];
  static override args = { name: Args.string({ description: "the domain, and which of its versions: Order@^1.2", required: true }) };
  static override flags = { format: formatFlag(["text", "json"]) };

  protected override async answer(): Promise<ExitCode> {
    const shelf = await readShelf(await this.session());
    this.print(renderVersion(chooseVersion(shelf, this.args.name), this.form));
    return EXIT.fine;
  }
}
