/** `selecto query run`. */
import { Args, Flags } from "@oclif/core";
import { EXIT, type ExitCode } from "../../model/error.ts";
import { runQuery } from "../../operations/run-query.ts";
import { renderRows, type RowsFormat } from "../../report/index.ts";
import { formatFlag } from "../base-command.ts";
import { SessionCommand } from "../session-command.ts";

const FORMATS: readonly RowsFormat[] = ["table", "json", "csv"];

export default class QueryRun extends SessionCommand<typeof QueryRun> {
  static override summary = "Run a query of the workspace on the database and show its rows.";
  static override description =
    "NAME is a statement of a .sql file, a query of a domain (*.query.yaml), or a saved view. It runs in a read-only transaction with a limit of time.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> top_customers --limit 10",
    "<%= config.bin %> <%= command.id %> orders_by_status --param status=paid --format csv",
  ];
  static override args = { name: Args.string({ description: "the query", required: true }) };
  static override flags = {
    param: Flags.string({ summary: "value of a parameter, by its name or number", helpValue: "NAME=VALUE", multiple: true, multipleNonGreedy: true }),
    limit: Flags.integer({ summary: "rows to show", helpValue: "N", default: 100, min: 1 }),
    timeout: Flags.integer({ summary: "seconds that it may take", helpValue: "SECONDS", default: 30, min: 1 }),
    database: Flags.string({ summary: "the database: embedded or env:NAME", helpValue: "DB" }),
    format: formatFlag(["table", "json", "csv"]),
  };

  protected override async answer(): Promise<ExitCode> {
    const { param = [], limit, timeout, database } = this.flags;
    const rows = await runQuery(await this.session(), { name: this.args.name, params: param, limit, timeout, database });
    this.print(renderRows(rows, FORMATS.find((one) => one === this.format) ?? "table", this.rendering));
    return EXIT.fine;
  }
}
