/** `selecto init`. */
import { Args, Flags } from "@oclif/core";
import { resolve } from "node:path";
import { EXIT, type ExitCode } from "../model/error.ts";
import { initWorkspace } from "../operations/init-workspace.ts";
import { BaseCommand } from "./base-command.ts";

export default class Init extends BaseCommand<typeof Init> {
  static override summary = "Write selecto.config.yaml from what is here.";
  static override examples = ["<%= config.bin %> <%= command.id %>", "<%= config.bin %> <%= command.id %> --print"];
  static override args = { dir: Args.string({ description: "folder of the project", default: "." }) };
  static override flags = { print: Flags.boolean({ summary: "show it, write nothing" }) };

  protected override async answer(): Promise<ExitCode> {
    const made = await initWorkspace(resolve(this.workspace, this.args.dir), this.flags.print);
    if (this.flags.json) this.printJson({ found: made.found, yaml: made.yaml, ...(made.file !== undefined && { file: made.file }) });
    else if (made.file === undefined) this.print(made.yaml);
    else this.print(`wrote ${made.file}\n${made.found}\nNext: selecto analyze impact`);
    return EXIT.fine;
  }
}
