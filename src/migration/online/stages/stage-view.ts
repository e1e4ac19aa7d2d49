/** What a stage is given and what it gives. */
import type { Database } from "../../../model/database.ts";
import { quoteQualified } from "../../../sql/quote.ts";
import type { NameParts } from "../../../sql/table-actions.ts";
import type { StepDraft } from "../../package/package.ts";

export interface StageView {
  /** a shadow that stands where the steps lead */
  readonly database: Database;
  readonly step: StepDraft;
  /** names of constraints and indexes that the migration makes */
  readonly made: ReadonlySet<string>;
}

/** The steps instead of one: `now` stays in its transaction, `later` may come after other steps and commits by itself. */
export interface Staged {
  readonly now: readonly StepDraft[];
  readonly later: readonly StepDraft[];
}

export function txStep(sql: string): StepDraft {
  return { sql, mode: "tx", lock: null, rewrite: false, hazards: [] };
}

/** In a transaction of its own, so that no stronger lock is held while it works. */
export function aloneStep(sql: string): StepDraft {
  return { ...txStep(`-- selecto: alone\n${sql}`), mode: "alone" };
}

export function withoutEnd(sql: string): string {
  return sql.trim().replace(/;$/, "");
}

export function alter(table: NameParts, what: string): string {
  return `ALTER TABLE ${quoteQualified(...table)}\n  ${what}`;
}
