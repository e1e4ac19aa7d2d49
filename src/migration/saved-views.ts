/**
 * The step of a migration that renames fields inside stored queries: it walks the JSON of each row and
 * changes the places where a field stands, copies too. The way back is the same with both names swapped,
 * so a row that holds the new name already would not come back as it was: the step refuses it.
 */
import { quoteLiteral, quoteQualified } from "../sql/index.ts";

/** Field `from` is called `to` on this page. */
export interface FieldRename {
  readonly context: string;
  readonly from: string;
  readonly to: string;
}

/** A table of stored queries: which column holds the JSON, and which the page. */
export interface StoredTable {
  readonly namespace: string;
  readonly name: string;
  readonly content: "params" | "filters";
  readonly context: "context" | "domain";
}

/** Tables of Selecto's components, by their usual names. */
export const STORED_TABLES: readonly Omit<StoredTable, "namespace">[] = [
  { name: "saved_views", content: "params", context: "context" },
  { name: "saved_view_configs", content: "params", context: "context" },
  { name: "filter_sets", content: "filters", context: "domain" },
];

/** Lists of a view whose entries are `[uuid, field, settings]`. */
const LISTS = ["selected", "order_by", "group_by", "aggregate", "aggregates", "x_axis", "y_axis", "series", "color_by", "graph_group_by", "graph_aggregate"];

/**
 * One statement that renames fields in all rows of a table.
 *
 * @param refuseTaken fail where a row holds a new name already: it could not be told apart on the way back
 */
export function renameFieldsStep(table: StoredTable, renames: readonly FieldRename[], refuseTaken: boolean): string {
  const relation = quoteQualified(table.namespace, table.name);
  const pairs = renames.map(({ context, from, to }) => `(${quoteLiteral(context)}, ${quoteLiteral(from)}, ${quoteLiteral(to)})`);
  const lists = LISTS.map(quoteLiteral).join(", ");
  const body = `
DECLARE
  stored record;
  hit record;
  content jsonb;
BEGIN
  FOR stored IN SELECT ctid AS place, ${table.context} AS page, ${table.content}::jsonb AS content FROM ${relation} FOR UPDATE LOOP
    content := stored.content;
    FOR hit IN
      WITH RECURSIVE node (path, value) AS (
        SELECT '{}'::text[], stored.content
        UNION ALL
        SELECT node.path || child.key, child.value
        FROM node CROSS JOIN LATERAL (
          SELECT key, value FROM jsonb_each(CASE jsonb_typeof(node.value) WHEN 'object' THEN node.value ELSE '{}' END)
          UNION ALL
          SELECT (ordinality - 1)::text, value
          FROM jsonb_array_elements(CASE jsonb_typeof(node.value) WHEN 'array' THEN node.value ELSE '[]' END) WITH ORDINALITY AS element (value, ordinality)
        ) AS child
      )
      SELECT node.path, node.value = to_jsonb(renamed.new_name) AS is_taken, renamed.new_name
      FROM node JOIN (VALUES ${pairs.join(", ")}) AS renamed (page, old_name, new_name)
        ON renamed.page = stored.page AND node.value IN (to_jsonb(renamed.old_name), to_jsonb(renamed.new_name))
      WHERE node.path[cardinality(node.path)] IN ('field', 'filter', 'track_by', 'track_order_by')
        OR node.path[cardinality(node.path)] LIKE '%\\_field'
        OR (node.path[cardinality(node.path)] = '1' AND node.path[cardinality(node.path) - 2] IN (${lists}))
    LOOP
      IF hit.is_taken THEN
${refuseTaken ? "        RAISE EXCEPTION 'a stored query names a field already that gets its name only now: mend it first';" : "        CONTINUE;"}
      END IF;
      content := jsonb_set(content, hit.path, to_jsonb(hit.new_name));
    END LOOP;
    IF content IS DISTINCT FROM stored.content THEN
      UPDATE ${relation} SET ${table.content} = content WHERE ctid = stored.place;
    END IF;
  END LOOP;
END
`;
  return `DO $selecto$${body}$selecto$;`;
}
