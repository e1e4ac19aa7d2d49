/** `selecto migrate verify`. */
import { Flags } from "@oclif/core";
import { EXIT, SelectoError, type ExitCode } from "../../model/error.ts";
import { readPackages } from "../../operations/migration-states.ts";
import { verifyMigrations } from "../../operations/verify-migrations.ts";
import { renderVerified } from "../../report/index.ts";
import { formatFlag } from "../base-command.ts";
import { Progress } from "../progress.ts";
import { SessionCommand } from "../session-command.ts";

export default class MigrateVerify extends SessionCommand<typeof MigrateVerify> {
  static override summary = "Prove packages: up, down and up again in a throwaway PostgreSQL, compared each time.";
  static override description = "Without names: all packages. A package that was edited by hand and still proves is stamped anew.";
  static override usage = "migrate verify [NAME...]";
  static override examples = ["<%= config.bin %> <%= command.id %>", "<%= config.bin %> <%= command.id %> 20261122150200_add_order_note"];
  static override strict = false;
  static override flags = {
    "no-stamp": Flags.boolean({ summary: "write nothing, not even a new stamp", exclusive: ["restamp"] }),
    restamp: Flags.boolean({ summary: "stamp anew whatever proves, also where stamp and state differ" }),
    format: formatFlag(["text", "json"]),
  };

  protected override async answer(): Promise<ExitCode> {
    const session = await this.session();
    const packages = readPackages(session);
    const known = packages.chain.ordered.map((one) => one.manifest.name);
    const stranger = this.words.find((word) => !known.includes(word));
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
      ...(this.words.length > 0 && { only: this.words }),
    });
    progress.clear();
    const unreadable = packages.reading.diagnostics.filter((one) => one.severity === "error");
    this.print(
      renderVerified(
        { packages: results, diagnostics: [...packages.reading.diagnostics, ...packages.chain.diagnostics.filter((one) => one.code !== "migration-edited")] },
        this.form,
        this.rendering,
      ),
    );
    return unreadable.length > 0 || results.some((one) => one.status !== "proved") ? EXIT.findings : EXIT.fine;
  }
}
