/** Trees in one table: by the row above (adjacency list), by a path, by left and right numbers; and beside it, by a table of all pairs. */
import type { Pattern } from "../../../model/generation.ts";
import { isTextType, isWholeNumber } from "./column-kinds.ts";
import { columnNamed, least, pattern, singleReferences, type Detector } from "./context.ts";

const TREE_WORDS = /parent|root|ancestor|manager|supervisor|superior|reports_?to|boss|above|thread/;

/** A reference to the own table. */
export const adjacencyList: Detector = (table, context) =>
  singleReferences(table, context).flatMap((one): Pattern[] => {
    const [column] = one.columns;
    const [id] = one.targetColumns;
    if (one.target !== table.key || column === undefined || id === undefined) return [];
    const treelike = TREE_WORDS.test(column.toLowerCase());
    return [
      pattern("adjacency-list", table, one.confidence * (treelike ? 1 : 0.6), `${column} refers to the same table${treelike ? ", to the row above" : ""}`, {
        columns: { parent: column, id },
        ...(!treelike && { suggestion: `look whether ${column} makes a tree or only a pair` }),
      }),
    ];
  });

export const materializedPath: Detector = (table) => {
  const path =
    table.columns.find((column) => column.baseType.endsWith("ltree")) ??
    columnNamed(table, "path", "tree_path", "ancestry", "materialized_path", "lineage", "hierarchy_path");
  if (path === undefined) return [];
  const typed = path.baseType.endsWith("ltree");
  const parent = columnNamed(table, "parent_id", "depth", "level", "lft");
  // A text named path alone may as well be a file's.
  if (!typed && (!isTextType(path) || (path.name === "path" && parent === undefined))) return [];
  return [
    pattern(
      "materialized-path",
      table,
      typed ? 0.95 : parent === undefined ? 0.7 : 0.85,
      typed ? `${path.name} is an ltree` : `${path.name} holds the way from the root`,
      {
        columns: { path: path.name },
      },
    ),
  ];
};

export const nestedSet: Detector = (table) => {
  const left = columnNamed(table, "lft", "left", "left_value", "tree_left", "lft_no");
  const right = columnNamed(table, "rgt", "right", "right_value", "tree_right", "rgt_no");
  if (left === undefined || right === undefined || !isWholeNumber(left) || !isWholeNumber(right)) return [];
  return [
    pattern("nested-set", table, left.name.startsWith("lft") ? 0.95 : 0.8, `${left.name} and ${right.name} number the tree from both sides`, {
      columns: { left: left.name, right: right.name },
      suggestion: "no join walks numbers; filter by them, or keep the row above as well",
    }),
  ];
};

/** Two references to one table, named as ancestor and descendant. */
export const closureTable: Detector = (table, context) => {
  const references = singleReferences(table, context);
  const find = (words: RegExp) => references.find(({ columns: [column = ""] }) => words.test(column.toLowerCase()));
  const above = find(/ancestor|parent|upper|super/);
  const below = find(/descendant|descendent|child|lower|sub/);
  if (above === undefined || below === undefined || above.target !== below.target || above.target === table.key) return [];
  const [ancestor = ""] = above.columns;
  const [descendant = ""] = below.columns;
  const depth = columnNamed(table, "depth", "distance", "level", "generations", "path_length", "length");
  const named = /closure|tree|paths|hierarchy|ancest/.test(table.name);
  if (depth === undefined && !named) return [];
  const confidence = Math.min(least(above, below), depth !== undefined && named ? 0.97 : 0.85);
  return [
    pattern(
      "closure-table",
      table,
      confidence,
      `${ancestor} and ${descendant} pair rows of one table${depth === undefined ? "" : ` at a distance in ${depth.name}`}`,
      {
        columns: { ancestor, descendant, ...(depth !== undefined && { depth: depth.name }) },
        others: [above.target],
      },
    ),
  ];
};
