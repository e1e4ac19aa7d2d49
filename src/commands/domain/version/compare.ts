/** `selecto domain version compare`. */
import { EXIT, SelectoError, type ExitCode } from "../../../model/error.ts";
import { chooseFrom, chooseTo } from "../../../operations/choose-states.ts";
import { compareSides, sideOf } from "../../../operations/compare-contracts.ts";
import { compareVersions } from "../../../operations/compare-versions.ts";
import { readShelf } from "../../../operations/kept-versions.ts";
import { readContractFile } from "../../../operations/read-contract-file.ts";
import { renderComparedVersions, renderContracts } from "../../../report/index.ts";
import { Flags } from "@oclif/core";
import { formatFlag } from "../../base-command.ts";
import { SessionCommand } from "../../session-command.ts";

export default class DomainVersionCompare extends SessionCommand<typeof DomainVersionCompare> {
  static override summary = "Tell what changed in domains for those who query them, who deploys first, and the least version that says so.";
  static override usage = ["domain version compare [NAME...] [--from STATE] [--to STATE]", "domain version compare NAME@VERSION [NAME@VERSION]"];
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> Order --from git:v1.4.0 --to files --format markdown",
    "<%= config.bin %> <%= command.id %> Order@1.4.0 Order@^2",
    "<%= config.bin %> <%= command.id %> --from contracts/orders.json",
  ];
  static override description =
    "Between two states: all domains, or those named. With a version: two documents that the migrations keep, the second by default the working tree's (NAME@files), with what differs in their texts and the migrations in between. A version may be a range (^1.2), or the migration that brought the document.";
  static override strict = false;
  static override flags = {
    from: Flags.string({ summary: "state before the change, or a contract snapshot (default: the merge base)", helpValue: "STATE" }),
    to: Flags.string({ summary: "state after the change, or a contract snapshot (default: files)", helpValue: "STATE" }),
    all: Flags.boolean({ summary: "the whole difference of two documents" }),
    format: formatFlag(["text", "json", "markdown"]),
  };

  protected override async answer(): Promise<ExitCode> {
    const session = await this.session();
    const [first, second, ...more] = this.words;
    if (first?.includes("@") === true) {
      if (more.length > 0 || this.flags.from !== undefined || this.flags.to !== undefined) throw versionsAndMore();
      const compared = compareVersions(await readShelf(session), first, second);
      this.print(renderComparedVersions(compared, this.form, this.rendering));
      return compared.report.unread.length > 0 ? EXIT.incomplete : EXIT.fine;
    }
    const { flags } = this;
    const from = (await readContractFile(session, flags.from)) ?? sideOf(await chooseFrom(session, flags.from));
    const to = (await readContractFile(session, flags.to)) ?? sideOf(await chooseTo(session, flags.to));
    const report = compareSides(from, to, this.words);
    this.print(renderContracts(report, this.form, this.rendering));
    if (report.domains.some(({ problem }) => problem !== undefined)) return EXIT.findings;
    return report.unread.length > 0 ? EXIT.incomplete : EXIT.fine;
  }
}

function versionsAndMore(): SelectoError {
  return new SelectoError({
    code: "versions-and-states",
    what: "two versions of a domain are compared alone",
    why: "--from, --to and further names compare states",
    next: "selecto domain version compare Order@1.4.0 Order@2.0.0",
    exit: EXIT.usage,
  });
}
