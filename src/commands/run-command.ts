/** What `migrate up` and `migrate down` share: their flags, progress and how a run is shown. */
import { Flags, type Command } from "@oclif/core";
import { EXIT, SelectoError, type ExitCode } from "../model/error.ts";
import { runMigrations, type RunInput } from "../operations/run-migrations.ts";
import { exitOfFleet, runFleet } from "../operations/run-fleet.ts";
import type { ColumnFlag } from "../operations/column-flags.ts";
import type { UsingFlags } from "../operations/convert-columns.ts";
import type { FleetRequest } from "../operations/fleet-tenants.ts";
import type { Session } from "../operations/session.ts";
import { renderFleetRun, renderRun } from "../report/index.ts";
import { formatFlag } from "./base-command.ts";
import { DEFAULT_CANARIES, DEFAULT_PARALLEL, fleetOf } from "./fleet-command.ts";
import { Progress } from "./progress.ts";
import { SessionCommand } from "./session-command.ts";

/** Flags of every command that works on the target and may change it. */
export const targetFlags = {
  database: Flags.string({ summary: "the target: embedded or env:NAME (default: database.url, then DATABASE_URL)", helpValue: "DB" }),
  "dry-run": Flags.boolean({ summary: "only say what would be done", default: false }),
  "lock-timeout": Flags.integer({ summary: "seconds to wait for another runner (default 60)", min: 0, helpValue: "SECONDS" }),
  format: formatFlag(["text", "json"]),
};

export const runFlags = {
  database: Flags.string({ summary: "the target: embedded or env:NAME (default: database.url, then DATABASE_URL)", helpValue: "DB" }),
  to: Flags.string({ summary: "the last migration to apply, or to keep", helpValue: "NAME" }),
  steps: Flags.integer({ summary: "at most so many migrations", min: 1, helpValue: "N" }),
  "dry-run": Flags.boolean({ summary: "print exactly the SQL, change nothing" }),
  allow: Flags.string({ summary: "consent by name, as the refusal prints it", helpValue: "NAME", multiple: true, multipleNonGreedy: true }),
  "lock-timeout": Flags.integer({ summary: "seconds to wait for another runner (default 60)", min: 0, helpValue: "SECONDS" }),
  "step-lock-timeout": Flags.integer({
    summary: "seconds that a step waits for a table before it lets others pass and comes back (0: no limit)",
    min: 0,
    default: 5,
    helpValue: "SECONDS",
  }),
  "lock-attempts": Flags.integer({
    summary: "how often it comes for that table, with longer and longer pauses",
    min: 1,
    default: 10,
    helpValue: "N",
  }),
  format: formatFlag(["text", "json"]),
};

const columnFlag = (summary: string) => Flags.string({ summary, helpValue: "COLUMN=SQL", multiple: true, multipleNonGreedy: true });

/** For commands that make a migration. */
export const columnFlags = {
  fill: columnFlag("the value, as SQL, of a column that must have one from now on, for rows that have none"),
  using: columnFlag("how the values of a column get its new type: an SQL expression over the columns of the table"),
  "using-down": columnFlag("the same on the way back, for what was entered since (default: the cast)"),
};

/** Of commands that take something back. */
export const wayBackFlags = {
  fill: columnFlag("an SQL expression for rows entered since, where what comes back must have a value or does not take theirs"),
  using: columnFlag("how values of a column get its former type: an SQL expression, instead of the one in the package"),
};

/** What was said of type changes. */
export function usingsOf(flags: { readonly using?: string[] | undefined; readonly "using-down"?: string[] | undefined }): UsingFlags {
  return {
    up: (flags.using ?? []).map((text) => readFill(text, "--using")),
    down: (flags["using-down"] ?? []).map((text) => readFill(text, "--using-down")),
  };
}

interface RunFlagValues {
  readonly database?: string | undefined;
  readonly to?: string | undefined;
  readonly steps?: number | undefined;
  readonly "dry-run": boolean;
  readonly allow?: string[] | undefined;
  readonly fill?: string[] | undefined;
  readonly using?: string[] | undefined;
  readonly "lock-timeout"?: number | undefined;
  /** absent where no step runs */
  readonly "step-lock-timeout"?: number;
  readonly "lock-attempts"?: number;
  readonly targets?: string | undefined;
  readonly namespaces?: string[] | undefined;
  readonly parallel?: number | undefined;
  readonly canary?: number | undefined;
  readonly "continue-on-error"?: boolean | undefined;
}

/** `users.email='nobody'` */
export function readFill(text: string, flag: ColumnFlag | "--column" = "--fill"): readonly [string, string] {
  const at = text.replace(/"(?:[^"]|"")*"/g, (quoted) => "_".repeat(quoted.length)).indexOf("=");
  if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)];
  throw new SelectoError({
    code: "usage",
    what: `${flag} ${text} is not understood`,
    why: "it takes a column and an SQL expression with an equals sign between",
    next: flag.startsWith("--using") ? `${flag} "users.tags=string_to_array(tags, ',')"` : `${flag} "users.email='nobody@example.org'"`,
  });
}

export abstract class RunCommand<T extends typeof Command> extends SessionCommand<T> {
  protected async runDirection(direction: "up" | "down", flags: RunFlagValues, fromLedger = false): Promise<ExitCode> {
    const fleet = fleetOf(flags);
    const session = await this.session();
    if (fleet !== undefined) return this.runFleet(session, direction, fleet, flags, fromLedger);
    const answer = await this.watch((progress) => runMigrations(session, direction, this.runInput(flags, progress, fromLedger)));
    this.print(renderRun(answer, this.form, this.rendering));
    return EXIT.fine;
  }

  private async runFleet(session: Session, direction: "up" | "down", fleet: FleetRequest, flags: RunFlagValues, fromLedger: boolean): Promise<ExitCode> {
    return this.watch(async (progress) => {
      const { steps: _steps, onProgress: _onProgress, ...wishes } = this.runInput(flags, progress, fromLedger);
      const answer = await runFleet(session, direction, {
        ...wishes,
        fleet,
        canaries: flags.canary ?? DEFAULT_CANARIES,
        parallel: flags.parallel ?? DEFAULT_PARALLEL,
        continueOnError: flags["continue-on-error"] === true,
        onTenant: (done, total, tenant) => progress.show(done, total, tenant),
      });
      progress.clear();
      // Inside what an interrupt waits for: who was reached is what one wants to know then.
      this.print(renderFleetRun(answer, this.form, this.rendering));
      return exitOfFleet(answer);
    });
  }

  protected runInput(flags: RunFlagValues, progress: Progress, fromLedger = false): RunInput {
    return {
      toolVersion: this.config.version,
      database: flags.database,
      to: flags.to,
      steps: flags.steps,
      dryRun: flags["dry-run"],
      fromLedger,
      allow: flags.allow ?? [],
      fills: (flags.fill ?? []).map((text) => readFill(text)),
      usingsDown: (flags.using ?? []).map((text) => readFill(text, "--using")),
      lockTimeoutMs: flags["lock-timeout"] === undefined ? undefined : flags["lock-timeout"] * 1000,
      stepLockTimeoutMs: (flags["step-lock-timeout"] ?? 5) * 1000,
      lockAttempts: flags["lock-attempts"] ?? 10,
      signal: this.signal,
      onProgress: (event) => {
        if (event.kind === "started") progress.show(event.index, event.total, event.name);
        else if (event.kind === "batch") progress.show(event.rows, Math.max(event.rows, event.of ?? 0), `rows, step ${event.step} of ${event.name}`);
        else if (event.kind === "locked-out")
          this.note(
            `${event.name}: somebody else holds a lock it needs; next attempt (${event.attempt + 1} of ${event.attempts}) in ${event.pauseMs / 1000} s`,
          );
        else if (event.kind === "waiting") this.note(`waiting for another runner${event.holder === undefined ? "" : ` (process ${event.holder.pid})`}`);
      },
    };
  }

  /** An interrupt waits for the running step to be cancelled and rolled back, and for the lock to be released. */
  protected async watch<R>(start: (progress: Progress) => Promise<R>): Promise<R> {
    const progress = new Progress(this.terminal.progress);
    const run = start(progress);
    this.onInterrupt(async () => void (await Promise.allSettled([run])));
    return run.finally(() => progress.clear());
  }
}
