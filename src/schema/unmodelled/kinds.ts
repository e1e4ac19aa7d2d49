/** The kinds that selecto adds to what the planner knows, in the order in which they are made. */
import { casts } from "./casts.ts";
import { conversions } from "./conversions.ts";
import { inheritedColumns } from "./inherited-columns.ts";
import type { UnmodelledKind } from "./kind.ts";
import { operatorClasses, operatorFamilies } from "./operator-classes.ts";
import { operators } from "./operators.ts";
import { columnSettings, indexSettings, tableSettings } from "./relation-settings.ts";
import { sequenceSettings } from "./sequence-settings.ts";
import { statistics } from "./statistics.ts";
import { configurations, dictionaries } from "./text-search.ts";

export const UNMODELLED: readonly UnmodelledKind[] = [
  dictionaries,
  configurations,
  casts,
  conversions,
  operators,
  operatorFamilies,
  operatorClasses,
  sequenceSettings,
  tableSettings,
  columnSettings,
  indexSettings,
  inheritedColumns,
  statistics,
];

/** What the planner calls those of them it sees and does not read. */
export const READ_HERE: ReadonlySet<string> = new Set([
  "cast",
  "operator",
  "operator class",
  "operator family",
  "text search configuration",
  "text search dictionary",
  "statistics object",
]);
