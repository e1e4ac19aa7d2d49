/** `selecto domain version create`. */
import { Args, Flags } from "@oclif/core";
import { BUMPS } from "../../../model/domain-contract.ts";
import { EXIT, type ExitCode } from "../../../model/error.ts";
import { chooseFrom, chooseTo } from "../../../operations/choose-states.ts";
import { createDomainVersion } from "../../../operations/create-domain-version.ts";
import { renderCreatedVersion } from "../../../report/index.ts";
import { formatFlag } from "../../base-command.ts";
import { SessionCommand } from "../../session-command.ts";

export default class DomainVersionCreate extends SessionCommand<typeof DomainVersionCreate> {
  static override summary = "Give a domain the least version that says what changed, and write it into its file.";
  static override examples = ["<%= config.bin %> <%= command.id %> Order", "<%= config.bin %> <%= command.id %> Order --bump major --dry-run"];
  static override args = { name: Args.string({ description: "the domain", required: true }) };
  static override flags = {
    from: Flags.string({ summary: "state before the change (default: the merge base)", helpValue: "STATE" }),
    bump: Flags.option({ summary: "at least this much; less than the change asks for is refused", options: BUMPS })(),
    "dry-run": Flags.boolean({ summary: "show it, write nothing" }),
    format: formatFlag(["text", "json"]),
  };

  protected override async answer(): Promise<ExitCode> {
    const session = await this.session();
    const [from, to] = [await chooseFrom(session, this.flags.from), await chooseTo(session, undefined)];
    const created = await createDomainVersion(session, { name: this.args.name, from, to, bump: this.flags.bump, dryRun: this.flags["dry-run"] });
    this.print(renderCreatedVersion(created, this.form, this.rendering));
    return EXIT.fine;
  }
}
