/** `selecto migrate rebase`. */
import { Args, Flags } from "@oclif/core";
import { EXIT, type ExitCode } from "../../model/error.ts";
import { rebaseMigrations } from "../../operations/rebase-migrations.ts";
import { renderRebased } from "../../report/index.ts";
import { formatFlag } from "../base-command.ts";
import { SessionCommand } from "../session-command.ts";

export default class MigrateRebase extends SessionCommand<typeof MigrateRebase> {
  static override summary = "Put two branches of migrations one behind the other, where their order does not matter.";
  static override description =
    "Both orders are tried in a throwaway PostgreSQL. Where they lead to the same state, the later branch (or that of NAME) is proved behind the other and stamped anew; otherwise the objects in conflict are named and nothing is written.";
  static override examples = ["<%= config.bin %> <%= command.id %> --dry-run", "<%= config.bin %> <%= command.id %> 20261122150200_add_order_note"];
  static override args = { name: Args.string({ description: "a migration of the branch that goes behind" }) };
  static override flags = {
    "dry-run": Flags.boolean({ summary: "only say what would be done", default: false }),
    all: Flags.boolean({ summary: "list everything" }),
    format: formatFlag(["text", "json"]),
  };

  protected override async answer(): Promise<ExitCode> {
    const answer = await rebaseMigrations(await this.session(), { behind: this.args.name, dryRun: this.flags["dry-run"] });
    this.print(renderRebased(answer, this.form, this.rendering));
    return answer.conflict === undefined ? EXIT.fine : EXIT.findings;
  }
}
