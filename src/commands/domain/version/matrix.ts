/** `selecto domain version matrix`. */
import { Args, Flags } from "@oclif/core";
import { EXIT, type ExitCode } from "../../../model/error.ts";
import { versionMatrix } from "../../../operations/version-matrix.ts";
import { renderMatrix } from "../../../report/index.ts";
import { formatFlag } from "../../base-command.ts";
import { SessionCommand } from "../../session-command.ts";

export default class DomainVersionMatrix extends SessionCommand<typeof DomainVersionMatrix> {
  static override summary = "Tell which versions of domains run on which schemas, and why others do not.";
  static override description =
    "Every kept document, and that of the working tree, is compiled by PostgreSQL on each schema: behind the migrations that brought a document and the last one, or on the states that are named. Reads only.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> Order --database env:STAGING_URL --database env:PRODUCTION_URL",
    "<%= config.bin %> <%= command.id %> Order --on latest --on git:main",
  ];
  static override args = { name: Args.string({ description: "one domain only" }) };
  static override flags = {
    on: Flags.string({ summary: "a state: a snapshot, files, git:REF ...", helpValue: "STATE", multiple: true, multipleNonGreedy: true }),
    database: Flags.string({ summary: "a live database: db or env:NAME", helpValue: "DB", multiple: true, multipleNonGreedy: true }),
    all: Flags.boolean({ summary: "all reasons" }),
    format: formatFlag(["text", "json"]),
  };

  protected override async answer(): Promise<ExitCode> {
    const states = [...(this.flags.on ?? []), ...(this.flags.database ?? [])];
    const matrix = await versionMatrix(await this.session(), { name: this.args.name, states, packages: states.length === 0 });
    this.print(renderMatrix(matrix, this.form, this.rendering));
    return EXIT.fine;
  }
}
