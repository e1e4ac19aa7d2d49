/** How and where one thing touches the subject. */
import { kindOf } from "../../model/identity.ts";
import type { Dependent, WriteOperation } from "../../model/dependents.ts";
import { showNode, showPlace } from "../text/names.ts";
import { safeText } from "../text/safe-text.ts";
import { displayWidth } from "../text/width.ts";
import { cut, formatNumber } from "../text/words.ts";

const COLUMNS = 5;
const VERBS: Readonly<Record<WriteOperation, string>> = {
  insert: "inserts",
  upsert: "inserts or updates",
  update: "updates",
  delete: "deletes",
  merge: "merges into",
};

/**
 * `reads id email`, `updates last_seen_at · reads id`, `through view active_users`
 *
 * @param of number of columns that the subject has
 * @param room columns of the screen to keep to, where leaving out names can help
 */
export function touch(dependent: Dependent, of?: number, room = Infinity): string {
  for (let limit = COLUMNS; limit > 1; limit--) {
    const text = touchWords(dependent, of, limit);
    if (displayWidth(text) <= room) return text;
  }
  return touchWords(dependent, of, 1);
}

function touchWords({ how, columns, path, access }: Dependent, of: number | undefined, limit: number): string {
  const between = path.slice(1, -1).filter((key) => kindOf(key) !== "column");
  const through = between.length === 0 ? "" : `through ${between.map(showNode).join(", ")}`;
  if (access !== undefined && how !== "through") return `${accessWords(access, of, limit)} ${through}`.trimEnd();
  const verb = how === "through" ? through : how;
  return [verb === "" ? "through others" : verb, columnWords(columns, of, limit), how === "through" ? "" : through].filter((part) => part !== "").join(" ");
}

/** `updates plan · reads id status` */
export function accessWords({ operations, reads, writes }: NonNullable<Dependent["access"]>, of?: number, limit = COLUMNS): string {
  const written = operations.length === 0 ? "" : `${writeVerb(operations)} ${columnWords(writes, of, limit)}`.trimEnd();
  const read = reads.length > 0 ? `reads ${columnWords(reads, of, limit)}` : written === "" ? "reads rows" : "";
  return [written, read].filter((part) => part !== "").join(" · ");
}

/** `updates`; `writes` where it does several things. */
export function writeVerb(operations: readonly WriteOperation[]): string {
  const [only, ...others] = operations;
  return only === undefined ? "" : others.length > 0 ? "writes" : VERBS[only];
}

export function columnWords(columns: readonly string[], of?: number, limit = COLUMNS): string {
  if (columns.length > 1 && columns.length === of) return `all ${formatNumber(of)} columns`;
  const { shown, hidden } = cut(columns, limit);
  return `${shown.map(safeText).join(" ")}${hidden > 0 ? ` and ${formatNumber(hidden)} more` : ""}`;
}

export function place({ position }: Dependent): string {
  return position === undefined ? "" : showPlace(position);
}
