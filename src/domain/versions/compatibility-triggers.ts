/**
 * The triggers of a kept view: a write in former names and types becomes one of the present table. Text only. Only
 * for what PostgreSQL does not do by itself; statements are put together when they run, so that a column nobody
 * names is not written and its default stays in force.
 */
import { nameOf, parseNodeKey, type NodeKey } from "../../model/identity.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../../sql/index.ts";

/** A column of the view that has a place in the present table. */
export interface WrittenColumn {
  readonly name: string;
  /** the present column */
  readonly target: string;
  /** what follows a former value so that it has the present type, `::bigint`; empty where the type is the same */
  readonly cast: string;
  /** PostgreSQL gives a value where none is given: a default, an identity, a generated column */
  readonly filled: boolean;
}

export interface TriggerPlan {
  readonly events: readonly TriggerEvent[];
  readonly columns: readonly WrittenColumn[];
  /** columns of the view that have no place to be written to */
  readonly fixed: readonly string[];
  /** columns of the view that identify a row of the present table */
  readonly key: readonly string[];
  /** the present column that is written with its own value where an update changes nothing, so that it is an update all the same */
  readonly idle: string;
}

export type TriggerEvent = "insert" | "update";

interface Written {
  readonly relation: NodeKey;
  readonly now: NodeKey;
  /** every column of the view, in order, over the present table */
  readonly columns: readonly { readonly name: string; readonly sql: string }[];
}

/** Of what may be 63 bytes long something is left for the event; the place tells two long names apart. */
const MOST_BYTES = 50;

/**
 * A function and a trigger for each event, in the order in which they run.
 *
 * @param searchPath for the triggers of the table itself, which find what they name by it; quoted
 */
export function triggerStatements(namespace: string, view: Written, plan: TriggerPlan, place: number, searchPath: readonly string[]): string[] {
  const name = parseNodeKey(view.relation).path.at(-1) ?? "";
  const base = Buffer.byteLength(name) > MOST_BYTES ? `view_${place}` : name;
  return plan.events.flatMap((event) => {
    const routine = quoteQualified(namespace, `${base}_${event}`);
    const body = event === "insert" ? insertBody(name, view, plan) : updateBody(name, view, plan);
    return [
      `CREATE FUNCTION ${routine}() RETURNS trigger LANGUAGE plpgsql SECURITY INVOKER\n  SET search_path = ${["pg_catalog", ...searchPath, "pg_temp"].join(", ")}\nAS $selecto$\n${body}\n$selecto$;`,
      `COMMENT ON FUNCTION ${routine}() IS ${quoteLiteral(`${event} of ${nameOf(view.relation)} as it was; it writes ${nameOf(view.now)}`)};`,
      `CREATE TRIGGER ${quoteIdentifier(`${base}_${event}`)} INSTEAD OF ${event.toUpperCase()} ON ${quoteQualified(namespace, name)} FOR EACH ROW EXECUTE FUNCTION ${routine}();`,
    ];
  });
}

function insertBody(name: string, view: Written, { columns, fixed }: TriggerPlan): string {
  const values = columns.map((column) => {
    const given = quoteLiteral(`($1).${quoteIdentifier(column.name)}${column.cast}`);
    return column.filled ? `CASE WHEN NEW.${quoteIdentifier(column.name)} IS NOT DISTINCT FROM NULL THEN 'DEFAULT' ELSE ${given} END` : given;
  });
  return `BEGIN
${fixed.map((column) => refusal(name, "insert into", column, `NEW.${quoteIdentifier(column)} IS DISTINCT FROM NULL`)).join("")}  -- a default of the table is taken where NULL arrives: a view cannot tell NULL from nothing
  EXECUTE ${quoteLiteral(`INSERT INTO ${quoteQualified(...parseNodeKey(view.now).path)} (${columns.map(({ target }) => quoteIdentifier(target)).join(", ")}) VALUES (`)}
    || concat_ws(', ',
      ${values.join(",\n      ")})
    || ${quoteLiteral(`) RETURNING ${view.columns.map(({ sql }) => sql).join(", ")}`)}
    INTO NEW USING NEW;
  RETURN NEW;
END`;
}

function updateBody(name: string, view: Written, { columns, fixed, key, idle }: TriggerPlan): string {
  const table = quoteQualified(...parseNodeKey(view.now).path);
  const changes = columns.map(
    (column) =>
      `CASE WHEN ${differs(column.name)} THEN ${quoteLiteral(`${quoteIdentifier(column.target)} = ($1).${quoteIdentifier(column.name)}${column.cast}`)} END`,
  );
  const target = quoteIdentifier(idle);
  const row = columns
    .filter((column) => key.includes(column.name))
    .map((column) => `${quoteIdentifier(column.target)} = ($2).${quoteIdentifier(column.name)}${column.cast}`)
    .join(" AND ");
  const placed = view.columns.filter((column) => columns.some(({ name: own }) => own === column.name));
  const former = (record: string): string =>
    `pg_catalog.record_image_eq(ROW(${placed.map(({ sql }) => sql).join(", ")}), ROW(${placed.map((column) => `(${record}).${quoteIdentifier(column.name)}`).join(", ")}))`;
  return `DECLARE
  changes text := concat_ws(', ',
    ${changes.join(",\n    ")});
  others bigint;
BEGIN
${fixed.map((column) => refusal(name, "update", column, differs(column))).join("")}  EXECUTE ${quoteLiteral(`UPDATE ${table} SET `)} || coalesce(nullif(changes, ''), ${quoteLiteral(`${target} = ${target}`)})
    || ${quoteLiteral(` WHERE ${row} AND ${former("$2")} RETURNING ${view.columns.map(({ sql }) => sql).join(", ")}`)}
    INTO NEW USING NEW, OLD;
  GET DIAGNOSTICS others = ROW_COUNT;
  IF others = 1 THEN RETURN NEW; END IF;
  EXECUTE ${quoteLiteral(`SELECT count(*) FROM ${table} WHERE ${row.replaceAll("($2)", "($1)")} AND NOT ${former("$1")}`)} INTO others USING OLD;
  IF others = 0 THEN RETURN NULL; END IF;
  RAISE EXCEPTION '%', ${quoteLiteral(`a row of view ${name} was changed by somebody else meanwhile`)} USING ERRCODE = 'serialization_failure', HINT = 'Run the statement again.';
END`;
}

/** As PostgreSQL says it of a view that it updates by itself. */
function refusal(view: string, verb: string, column: string, condition: string): string {
  const message = `cannot ${verb} column "${column}" of view "${view}"`;
  return `  IF ${condition} THEN
    RAISE EXCEPTION '%', ${quoteLiteral(message)} USING ERRCODE = 'feature_not_supported', DETAIL = 'The table has no place for its values any more.';
  END IF;
`;
}

/** By bytes: types without an equality have them too, and what is equal but written otherwise is a change. */
function differs(column: string): string {
  const name = quoteIdentifier(column);
  return `pg_catalog.record_image_ne(ROW(NEW.${name}), ROW(OLD.${name}))`;
}
