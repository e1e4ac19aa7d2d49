/** Indexes are built CONCURRENTLY, outside a transaction; keys take over an index that was built so; partitions one after the other. */
import { keywordOf, significantTokens } from "../../../sql/lexer.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import type { TableAction } from "../../../sql/table-actions.ts";
import type { StepDraft } from "../../package/package.ts";
import { isPartitioned, keyIndexOf, partitionIndexesOf } from "../goal.ts";
import { alter, txStep, type Staged, type StageView } from "./stage-view.ts";

export async function stageIndex({ database, step }: StageView, action: Extract<TableAction, { kind: "create-index" }>): Promise<Staged | undefined> {
  const { table, name, concurrently, only } = action;
  const [namespace] = table;
  if (name === undefined || namespace === undefined || concurrently || only) return undefined;
  if (!(await isPartitioned(database, table))) return { now: [], later: [concurrent(step.sql)] };
  const indexes = await partitionIndexesOf(database, namespace, name);
  const [top, ...others] = indexes;
  if (top === undefined) return undefined;
  return {
    now: [],
    later: [
      ...[top, ...others.filter(({ leaf }) => !leaf)].map(({ definition }) => txStep(definition)),
      ...others.filter(({ leaf }) => leaf).map(({ definition }) => concurrent(definition)),
      ...others.flatMap(({ parent, name: child }) => (parent === null ? [] : [txStep(`ALTER INDEX ${parent}\n  ATTACH PARTITION ${child}`)])),
    ],
  };
}

export async function stageKey({ database }: StageView, action: Extract<TableAction, { kind: "add-constraint" }>): Promise<Staged | undefined> {
  const { table, name, usingIndex } = action;
  if (name === undefined || usingIndex) return undefined;
  const index = await keyIndexOf(database, table, name);
  if (index === undefined) return undefined;
  const kind = index.primary ? "PRIMARY KEY" : "UNIQUE";
  const deferral = index.deferrable ? ` DEFERRABLE INITIALLY ${index.deferred ? "DEFERRED" : "IMMEDIATE"}` : "";
  const quoted = quoteIdentifier(name);
  return { now: [], later: [concurrent(index.definition), txStep(alter(table, `ADD CONSTRAINT ${quoted} ${kind} USING INDEX ${quoted}${deferral}`))] };
}

/** The same statement with CONCURRENTLY behind the word INDEX. */
function concurrent(sql: string): StepDraft {
  const word = significantTokens(sql).find((token) => keywordOf(sql, token) === "index");
  const at = word?.to ?? 0;
  return { ...txStep(`${sql.slice(0, at)} CONCURRENTLY${sql.slice(at)}`), mode: "no-tx" };
}
