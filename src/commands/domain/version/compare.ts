/** `selecto domain version compare`. */
import { EXIT, type ExitCode } from "../../../model/error.ts";
import { chooseFrom, chooseTo } from "../../../operations/choose-states.ts";
import { compareContracts } from "../../../operations/compare-contracts.ts";
import { renderContracts } from "../../../report/index.ts";
import { Flags } from "@oclif/core";
import { formatFlag } from "../../base-command.ts";
import { SessionCommand } from "../../session-command.ts";

export default class DomainVersionCompare extends SessionCommand<typeof DomainVersionCompare> {
  static override summary = "Tell what changed in domains for those who query them, who deploys first, and the least version that says so.";
  static override usage = "domain version compare [NAME...] [--from STATE] [--to STATE]";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> Order --from git:v1.4.0 --to files --format markdown",
  ];
  static override strict = false;
  static override flags = {
    from: Flags.string({ summary: "state before the change (default: the merge base)", helpValue: "STATE" }),
    to: Flags.string({ summary: "state after the change (default: files)", helpValue: "STATE" }),
    format: formatFlag(["text", "json", "markdown"]),
  };

  protected override async answer(): Promise<ExitCode> {
    const session = await this.session();
    const [from, to] = [await chooseFrom(session, this.flags.from), await chooseTo(session, this.flags.to)];
    const report = compareContracts(from, to, this.words);
    this.print(renderContracts(report, this.form, this.rendering));
    if (report.domains.some(({ problem }) => problem !== undefined)) return EXIT.findings;
    return report.unread.length > 0 ? EXIT.incomplete : EXIT.fine;
  }
}
