/** `selecto migrate verify`. */
import { Flags } from "@oclif/core";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { EXIT, SelectoError, type ExitCode } from "../../model/error.ts";
import { findHistory, isFolder, type NamedHistory } from "../../operations/find-history.ts";
import { readPackages } from "../../operations/migration-states.ts";
import { readRecordedDomains } from "../../operations/recorded-domains.ts";
import { verifyMigrations } from "../../operations/verify-migrations.ts";
import { verifyPairs } from "../../operations/verify-pairs.ts";
import { renderPairs, renderVerified } from "../../report/index.ts";
import type { Session } from "../../operations/session.ts";
import { formatFlag } from "../base-command.ts";
import { Progress } from "../progress.ts";
import { SessionCommand } from "../session-command.ts";

export default class MigrateVerify extends SessionCommand<typeof MigrateVerify> {
  static override summary = "Prove packages: up, down and up again in a throwaway PostgreSQL, compared each time.";
  static override description = `Without names: all packages. A package that was edited by hand and still proves is stamped anew. A folder of another tool (golang-migrate, goose, dbmate, Flyway, diesel, sqitch, sql-migrate, node-pg-migrate, tern, Ecto, plain pairs of up and down): each of its migrations is run there and back with generated rows, and what its way back does not restore is listed. Of Ecto, change, up and down are read without running them. Nothing is written. Exit code 1 when a way fails or leads to another schema, with --strict also when it loses rows or is missing.`;
  static override usage = "migrate verify [NAME...|FOLDER]";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> 20261122150200_add_order_note",
    "<%= config.bin %> <%= command.id %> db/migrations --strict --format markdown",
  ];
  static override strict = false;
  static override flags = {
    "no-stamp": Flags.boolean({ summary: "write nothing, not even a new stamp", exclusive: ["restamp"] }),
    restamp: Flags.boolean({ summary: "stamp anew whatever proves, also where stamp and state differ" }),
    all: Flags.boolean({ summary: "all packages, as without names; of a folder also the migrations whose way back is exact" }),
    strict: Flags.boolean({ summary: "of a folder: rows lost and ways back missing are findings too" }),
    format: formatFlag(["text", "json", "markdown"]),
  };

  protected override async answer(): Promise<ExitCode> {
    const session = await this.session();
    const [word] = this.words;
    const isNamed = word !== undefined && this.words.length === 1 && isFolder(this.workspace, word);
    const history = isNamed ? await findHistory(session, this.workspace, word) : undefined;
    if (history !== undefined) return this.verifyFolder(session, history);
    const names = isNamed || this.flags.all ? [] : this.words;
    const packages = readPackages(session);
    const known = packages.chain.ordered.map((one) => one.manifest.name);
    const stranger = names.find((word) => !known.includes(word));
    if (stranger !== undefined)
      throw new SelectoError({
        code: "migration-unknown",
        what: `there is no migration ${stranger}`,
        why: `${known.length} packages are in ${packages.label}/`,
        next: "selecto migrate status",
      });
    const progress = new Progress(this.terminal.progress);
    const results = await verifyMigrations(session, {
      packages,
      restamp: !this.flags["no-stamp"],
      restampAll: this.flags.restamp,
      onProgress: (done, total, name) => progress.show(done, total, name),
      ...(names.length > 0 && { only: names }),
    });
    progress.clear();
    const domains = await readRecordedDomains(session, packages);
    const unreadable = packages.reading.diagnostics.filter((one) => one.severity === "error");
    this.print(
      renderVerified(
        {
          packages: results,
          diagnostics: [
            ...packages.reading.diagnostics,
            ...packages.chain.diagnostics.filter((one) => one.code !== "migration-edited" && !isMended(one, results)),
            ...(domains?.diagnostics ?? []),
          ],
          domains,
        },
        this.form,
        this.rendering,
      ),
    );
    const isLost = packages.chain.diagnostics.some((one) => one.code === "migration-domains");
    return isLost || unreadable.length > 0 || results.some((one) => one.status !== "proved") ? EXIT.findings : EXIT.fine;
  }

  /** The migrations of another tool. */
  private async verifyFolder(session: Session, named: NamedHistory): Promise<ExitCode> {
    const progress = new Progress(this.terminal.progress);
    const result = await verifyPairs(named, session.shadow, { onProgress: (done, total, name) => progress.show(done, total, name) });
    progress.clear();
    this.print(renderPairs(result, this.form, this.rendering));
    const bad = this.flags.strict
      ? ["unread", "up-fails", "down-fails", "schema-differs", "rows-lost", "no-down"]
      : ["unread", "up-fails", "down-fails", "schema-differs"];
    const isUnreadable = result.diagnostics.some((one) => one.severity === "error");
    return isUnreadable || result.pairs.some((pair) => bad.includes(pair.outcome)) ? EXIT.findings : EXIT.fine;
  }
}

/** A package that was proved and stamped behind the one that is there follows it now. */
function isMended({ code, position }: Diagnostic, results: readonly { readonly name: string; readonly restamped: boolean }[]): boolean {
  return code === "migration-gap" && results.some(({ name, restamped }) => restamped && position?.file.includes(`/${name}/`) === true);
}
