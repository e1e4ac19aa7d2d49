/** How and where one thing touches the subject. */
import { kindOf } from "../../model/identity.ts";
import type { Dependent } from "../../model/dependents.ts";
import { showNode, showPlace } from "../text/names.ts";
import { safeText } from "../text/safe-text.ts";
import { cut, formatNumber } from "../text/words.ts";

const COLUMNS = 5;

/**
 * `reads id email`, `writes last_seen_at`, `through view active_users`
 *
 * @param of number of columns that the subject has
 */
export function touch({ how, columns, path }: Dependent, of?: number): string {
  const between = path.slice(1, -1).filter((key) => kindOf(key) !== "column");
  const through = between.length === 0 ? "" : `through ${between.map(showNode).join(", ")}`;
  const verb = how === "through" ? through : how;
  return [verb === "" ? "through others" : verb, columnWords(columns, of), how === "through" ? "" : through].filter((part) => part !== "").join(" ");
}

function columnWords(columns: readonly string[], of: number | undefined): string {
  if (columns.length > 1 && columns.length === of) return `all ${formatNumber(of)} columns`;
  const { shown, hidden } = cut(columns, COLUMNS);
  return `${shown.map(safeText).join(" ")}${hidden > 0 ? ` and ${formatNumber(hidden)} more` : ""}`;
}

export function place({ position }: Dependent): string {
  return position === undefined ? "" : showPlace(position);
}
