/** What of a state a person can name, and what they mean by a name. */
import { nameablesOf, resolveSubject, type Nameable } from "../impact/resolve-subject.ts";
import type { EctoSchema } from "../model/ecto-schema.ts";
import { SelectoError } from "../model/error.ts";
import { ectoKey, kindOf, nodeKey, parseNodeKey, type NodeKey } from "../model/identity.ts";
import type { SchemaState } from "../model/schema-state.ts";
import { shellWord } from "../model/shell-word.ts";
import type { StateSource } from "./state-source.ts";

/** Everything of a state that a person can name. */
export function nameablesIn(source: Pick<StateSource, "queries" | "domains" | "ectoSchemas">, schema: Pick<SchemaState, "facts">): Nameable[] {
  return [
    ...nameablesOf(schema.facts.map((fact) => fact.key)),
    ...source.queries.map((query) => ({ key: nodeKey("query", query.name), names: [query.name, `query:${query.name}`, query.position.file] })),
    ...source.domains.map((domain) => ({
      key: nodeKey("selectoDomain", domain.name),
      names: [domain.name, `domain:${domain.name}`, domain.file, ...(domain.aliases ?? [])],
    })),
    ...source.domains.flatMap((domain) => domain.elements.map((element) => ({ key: element.key, names: [element.label] }))),
    ...(source.ectoSchemas ?? []).flatMap((one) => ectoNameables(one, schema)),
  ];
}

/** A module answers to its last parts as well: `User`, `Accounts.User`; and so do its fields: `User.email`. */
function ectoNameables({ module, table, prefix, position, fields, associations }: EctoSchema, schema: Pick<SchemaState, "facts">): Nameable[] {
  const parts = module.split(".");
  const names = parts.map((_, start) => parts.slice(start).join("."));
  const relation = table === undefined ? undefined : relationNamed(schema, prefix, table);
  return [
    { key: ectoKey(module), names: [...names, position.file], ...(relation !== undefined && { standsFor: relation }) },
    ...[...fields, ...associations].map((member) => {
      const column = "column" in member && member.column !== undefined && relation !== undefined ? columnOf(relation, member.column) : undefined;
      return { key: ectoKey(module, member.name), names: names.map((one) => `${one}.${member.name}`), ...(column !== undefined && { standsFor: column }) };
    }),
  ];
}

function columnOf(relation: NodeKey, column: string): NodeKey {
  return nodeKey("column", ...parseNodeKey(relation).path, column);
}

const RELATIONS = new Set(["table", "view", "materializedView", "foreignTable"]);

/** The relation of a name; without a namespace the one in `public`, else the first. */
function relationNamed({ facts }: Pick<SchemaState, "facts">, namespace: string | undefined, name: string): NodeKey | undefined {
  const found = facts.flatMap(({ key }) => {
    if (!RELATIONS.has(kindOf(key))) return [];
    const [place, relation] = parseNodeKey(key).path;
    return relation === name && (namespace === undefined || place === namespace) ? [{ key, place }] : [];
  });
  return (found.find(({ place }) => place === "public") ?? found[0])?.key;
}

/** The nodes a person means. @throws SelectoError `subject-unknown` with the nearest names */
export function findSubject(
  text: string,
  nameables: readonly Nameable[],
  namespaces: readonly string[],
): { keys: readonly NodeKey[]; also: readonly NodeKey[] } {
  const resolution = resolveSubject(text, nameables, namespaces);
  if (resolution.found) return resolution;
  const [nearest] = resolution.nearest;
  throw new SelectoError({
    code: "subject-unknown",
    what: `nothing is called ${JSON.stringify(text)}`,
    why: resolution.nearest.length > 0 ? `the nearest names are ${resolution.nearest.join(", ")}` : "no table, column, domain or query has a name like it",
    next:
      nearest === undefined
        ? "selecto analyze impact users.email  (a table, column, view, domain, query or file)"
        : `selecto analyze impact ${shellWord(nearest)}`,
  });
}
