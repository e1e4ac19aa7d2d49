/** A query of the workspace by its name, with a value for every parameter. */
import type { DomainQueryParameter } from "../model/domain-query.ts";
import { EXIT, SelectoError } from "../model/error.ts";
import type { JsonValue } from "../model/json.ts";
import { nearestName } from "../model/nearest-name.ts";
import { formatPosition } from "../model/position.ts";
import type { NamedSql } from "../model/query-run.ts";
import { shellWord } from "../model/shell-word.ts";
import type { Query } from "../model/subject.ts";
import { readSources } from "../workspace/sources.ts";
import { contentsOf } from "./state-contents.ts";
import type { Session } from "./session.ts";
import type { Bound } from "./stored-queries.ts";

export interface FoundQuery extends NamedSql {
  /** of `$1`, `$2` ...; undefined where nobody gave one */
  readonly values: readonly (JsonValue | undefined)[];
  /** SQL types that the text declares */
  readonly types: readonly (string | undefined)[];
}

/**
 * Finds a query and puts its parameters in order.
 *
 * @param given `name=value` or `1=value`
 * @throws SelectoError when there is no such query, when it cannot be compiled, or a parameter is not its own
 */
export async function findQuery(session: Session, name: string, given: readonly string[]): Promise<FoundQuery> {
  const { queries, bound } = contentsOf(await readSources(session.tree, session.layout));
  const query = choose(queries, name);
  const { statement } = query;
  if (statement.kind === "refused" || statement.kind === "unknown" || query.sql === "")
    throw new SelectoError({
      code: "query-not-compiled",
      what: `${name} cannot be run: ${"reason" in statement ? statement.reason : "it has no SQL"}`,
      why: `${formatPosition(statement.kind === "refused" ? statement.position : query.position)} is what it was read from`,
      next: "mend it there, then run the command again",
      exit: EXIT.findings,
    });
  return { query: query.name, position: query.position, sql: query.sql, ...valuesOf(query, bound.get(query), given) };
}

/** By its whole name; a saved view also without the page behind it, where that is no question. */
function choose(queries: readonly Query[], name: string): Query {
  const exact = queries.find((query) => query.name === name);
  if (exact !== undefined) return exact;
  const short = queries.filter((query) => query.name.replace(/ \([^()]*\)$/, "") === name);
  const [first, ...more] = short;
  if (first !== undefined && more.length === 0) return first;
  if (first !== undefined)
    throw new SelectoError({
      code: "query-ambiguous",
      what: `${short.length} queries are called ${name}`,
      why: short.map((query) => query.name).join(", "),
      next: `name one whole: ${shellWord(first.name)}`,
      exit: EXIT.usage,
    });
  const near = nearestName(
    name,
    queries.map((query) => query.name),
  );
  throw new SelectoError({
    code: "query-unknown",
    what: `no query is called ${JSON.stringify(name)}`,
    why:
      near === undefined
        ? `the workspace has ${queries.length === 0 ? "no queries" : `${queries.length} queries, none with a name like it`}`
        : `the nearest name is ${near}`,
    next: near === undefined ? "name one of queries/*.sql or queries/*.query.yaml" : `selecto query run ${shellWord(near)}`,
    exit: EXIT.usage,
  });
}

function valuesOf(query: Query, bound: Bound | undefined, given: readonly string[]): Pick<FoundQuery, "values" | "types" | "parameters"> {
  const wanted = new Map(given.map((text) => split(text)));
  const count = Math.max(0, ...query.parameters.map(({ number }) => number), ...[...query.sql.matchAll(/\$(\d+)/g)].map((match) => Number(match[1])));
  const numbers = Array.from({ length: bound?.bindings.length ?? count }, (_, index) => index + 1);
  const slots = numbers.map((number) => {
    const binding = bound?.bindings[number - 1];
    const name = binding?.kind === "parameter" ? binding.name : query.parameters.find((one) => one.number === number)?.name;
    const spec: DomainQueryParameter | undefined = bound?.parameters.find((one) => one.name === name);
    const key = binding?.kind === "value" ? undefined : [name, String(number)].find((one) => one !== undefined && wanted.has(one));
    const value = binding?.kind === "value" ? binding.value : key === undefined ? spec?.default : wanted.get(key);
    return { number, name, key, value, type: spec?.type ?? query.parameters.find((one) => one.number === number)?.type };
  });
  const used = new Set(slots.map(({ key }) => key));
  const unused = [...wanted.keys()].find((name) => !used.has(name));
  if (unused !== undefined) {
    const open = slots.flatMap(({ name, number }) => (bound?.bindings[number - 1]?.kind === "value" ? [] : [name ?? String(number)]));
    throw new SelectoError({
      code: "query-parameter-unknown",
      what: `${query.name} has no parameter ${unused}`,
      why: open.length === 0 ? "it takes none" : `it takes ${[...new Set(open)].join(", ")}`,
      next: open[0] === undefined ? "leave --param out" : `--param ${open[0]}=VALUE`,
      exit: EXIT.usage,
    });
  }
  return {
    parameters: slots.map(({ number, name, value }) => ({ number, ...(name !== undefined && { name }), given: value !== undefined })),
    values: slots.map(({ value }) => value),
    types: slots.map(({ type }) => type),
  };
}

function split(text: string): [string, JsonValue] {
  const at = text.indexOf("=");
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new SelectoError({
    code: "usage",
    what: `--param ${text} is not understood`,
    why: "it takes a name and a value with an equals sign between",
    next: "--param name=value",
    exit: EXIT.usage,
  });
}
