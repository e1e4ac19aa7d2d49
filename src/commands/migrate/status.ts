/** `selecto migrate status`. */
import { Flags } from "@oclif/core";
import { EXIT, type ExitCode } from "../../model/error.ts";
import { readStatus } from "../../operations/run-migrations.ts";
import { exitOfFleetStatus, readFleetStatus } from "../../operations/fleet-status.ts";
import { renderFleetStatus, renderStatus } from "../../report/index.ts";
import { formatFlag } from "../base-command.ts";
import { DEFAULT_PARALLEL, fleetOf, tenantFlags } from "../fleet-command.ts";
import { SessionCommand } from "../session-command.ts";

export default class MigrateStatus extends SessionCommand<typeof MigrateStatus> {
  static override summary = "What is applied, what is pending, and whether files and ledger agree.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --database env:STAGING_URL --json",
    "<%= config.bin %> <%= command.id %> --drift",
    "<%= config.bin %> <%= command.id %> --targets fleet.txt",
  ];
  static override flags = {
    database: Flags.string({ summary: "the target: embedded or env:NAME", helpValue: "DB" }),
    drift: Flags.boolean({ summary: "compare the live schema with what its migrations lead to", exclusive: ["targets", "namespaces"] }),
    all: Flags.boolean({ summary: "list everything" }),
    ...tenantFlags,
    format: formatFlag(["text", "json"]),
  };

  protected override async answer(): Promise<ExitCode> {
    const fleet = fleetOf(this.flags);
    const session = await this.session();
    const { database, drift } = this.flags;
    if (fleet !== undefined) {
      const answer = await readFleetStatus(session, fleet, this.flags.parallel ?? DEFAULT_PARALLEL);
      this.print(renderFleetStatus(answer, this.form, this.rendering));
      return exitOfFleetStatus(answer);
    }
    const answer = drift ? await this.withHistory(session, (history) => readStatus(session, database, history)) : await readStatus(session, database);
    this.print(renderStatus(answer, this.form, this.rendering));
    const hasDrifted = answer.drift !== undefined && (answer.drift.changes.length > 0 || answer.drift.diagnostics.some((one) => one.severity === "error"));
    return hasDrifted || answer.diagnostics.some((one) => one.severity === "error") ? EXIT.findings : EXIT.fine;
  }
}
