/** `selecto query explain`. */
import { Args, Flags } from "@oclif/core";
import { EXIT, type ExitCode } from "../../model/error.ts";
import { explainQuery } from "../../operations/run-query.ts";
import { renderPlan } from "../../report/index.ts";
import { formatFlag } from "../base-command.ts";
import { SessionCommand } from "../session-command.ts";

export default class QueryExplain extends SessionCommand<typeof QueryExplain> {
  static override summary = "Show the SQL of a query of the workspace and PostgreSQL's plan for it.";
  static override description =
    "Without values for its parameters the plan is the one for any value. With --sql only the SQL is shown, and no database is asked.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> top_customers",
    "<%= config.bin %> <%= command.id %> orders_by_status --sql",
    "<%= config.bin %> <%= command.id %> orders_by_status --analyze --param status=paid",
  ];
  static override args = { name: Args.string({ description: "the query", required: true }) };
  static override flags = {
    sql: Flags.boolean({ summary: "only the SQL; no database is asked", default: false, exclusive: ["analyze"] }),
    analyze: Flags.boolean({ summary: "run it, in a read-only transaction, and show where the time goes", default: false }),
    param: Flags.string({ summary: "value of a parameter, by its name or number", helpValue: "NAME=VALUE", multiple: true, multipleNonGreedy: true }),
    timeout: Flags.integer({ summary: "seconds that it may take", helpValue: "SECONDS", default: 30, min: 1 }),
    database: Flags.string({ summary: "the database: embedded or env:NAME", helpValue: "DB" }),
    format: formatFlag(["text", "json"]),
  };

  protected override async answer(): Promise<ExitCode> {
    const { sql, analyze, param = [], timeout, database } = this.flags;
    const plan = await explainQuery(await this.session(), { name: this.args.name, params: param, timeout, database, analyze, sqlOnly: sql });
    this.print(renderPlan(plan, this.form, { ...this.rendering, sql }));
    return EXIT.fine;
  }
}
