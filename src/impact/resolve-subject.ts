/**
 * What a person means by `User`, `users.email`, `Order.total` or `query:top_customers`. Exact names
 * win, then case, then singular and plural. The same thing on several layers (a table, its domain, its
 * Ecto schema) is one answer.
 */
import { editDistance } from "../model/nearest-name.ts";
import { isLayer, kindOf, nameOf, parseNodeKey, type NodeKey } from "../model/identity.ts";

/** A thing that can be named, with every spelling it answers to. */
export interface Nameable {
  readonly key: NodeKey;
  readonly names: readonly string[];
  /** the table or column of an Ecto schema or field: the same thing on another layer */
  readonly standsFor?: NodeKey;
}

export type Resolution =
  | {
      readonly found: true;
      readonly keys: readonly NodeKey[];
      /** same name in other namespaces, or of another table's Ecto schema */ readonly also: readonly NodeKey[];
    }
  | { readonly found: false; readonly nearest: readonly string[] };

const NAMED_KINDS = new Set([
  "table",
  "view",
  "materializedView",
  "foreignTable",
  "column",
  "function",
  "procedure",
  "aggregate",
  "type",
  "domain",
  "sequence",
  "index",
  "constraint",
  "trigger",
  "policy",
  "extension",
  "schema",
]);
const RELATIONS = new Set(["table", "view", "materializedView", "foreignTable"]);

/** The spellings of a database object: `users.email`, `public.users.email`, `column:users.email`. */
export function nameablesOf(keys: Iterable<NodeKey>): Nameable[] {
  const nameables: Nameable[] = [];
  for (const key of keys) {
    const kind = kindOf(key);
    if (!NAMED_KINDS.has(kind)) continue;
    const { path } = parseNodeKey(key);
    const full = path.join(".");
    const short = path.length > 1 ? path.slice(1).join(".") : full;
    // An index or constraint is also known by its bare name.
    const bare = kind === "constraint" || kind === "trigger" || kind === "policy" ? [path.at(-1) ?? ""] : [];
    nameables.push({ key, names: [...new Set([short, full, ...bare, `${kind}:${short}`, `${kind}:${full}`, nameOf(key)])] });
  }
  return nameables;
}

/** How loosely a name is compared, strictest first. */
const FORMS: readonly ((name: string) => string)[] = [(name) => name, (name) => name.toLowerCase(), singularForm];

/**
 * The strictest form that finds something decides, layer by layer: a table and the domain over it are
 * one answer even when one is spelled `users` and the other `User`.
 *
 * @param namespaces the search path in order; decides between equal names
 */
export function resolveSubject(text: string, nameables: readonly Nameable[], namespaces: readonly string[]): Resolution {
  // As typed, for names that hold quotes themselves; then as SQL would read it.
  const wanted = [...new Set([text.trim(), unquote(text.trim())])];
  const layer = (belongs: (key: NodeKey) => boolean): NodeKey[] => {
    const members = nameables.filter(({ key }) => belongs(key));
    for (const form of FORMS) {
      const found = members.filter(({ names }) => names.some((name) => wanted.some((one) => form(name) === form(one))));
      if (found.length > 0) return found.map(({ key }) => key);
    }
    return [];
  };
  const objects = inOrder(
    layer((key) => !isLayer(key)),
    namespaces,
  );
  const relations = objects.filter((key) => RELATIONS.has(kindOf(key)));
  const tables = new Map(nameables.flatMap(({ key, standsFor }) => (standsFor === undefined ? [] : [[key, standsFor] as const])));
  const modules = layer((key) => kindOf(key) === "ecto");
  const ofModules = [...new Set(modules.flatMap((key) => tables.get(key) ?? []))];
  const [first, ...others] = relations.length > 0 ? relations : objects.length > 0 ? objects : ofModules;
  const same = modules.filter((key) => first === undefined || tables.get(key) === first);
  const domains = layer((key) => kindOf(key) === "selectoDomain");
  const elements = domains.length > 0 ? [] : layer((key) => kindOf(key) === "element");
  const named = [...(first === undefined ? [] : [first]), ...domains, ...elements, ...same];
  const keys = named.length > 0 ? named : layer((key) => kindOf(key) === "query");
  return keys.length > 0
    ? { found: true, keys, also: [...(objects.length > 0 ? others : []), ...modules.filter((key) => !same.includes(key))] }
    : { found: false, nearest: nearestNames(unquote(text.trim()), nameables) };
}

/** `"Big ""Table"""."a.b"` without its quotes: `Big "Table".a.b`. */
function unquote(text: string): string {
  return text.replace(/"((?:[^"]|"")*)"/g, (_whole, inner: string) => inner.replaceAll('""', '"'));
}

/** By place of the namespace on the search path, then by name. */
function inOrder(keys: readonly NodeKey[], namespaces: readonly string[]): NodeKey[] {
  const rank = (key: NodeKey): number => {
    const at = namespaces.indexOf(parseNodeKey(key).path[0] ?? "");
    return at < 0 ? namespaces.length : at;
  };
  return keys.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

function nearestNames(wanted: string, nameables: readonly Nameable[]): string[] {
  const target = singularForm(wanted);
  const scored = nameables.flatMap(({ key, names }) => {
    // A module is also known by its last parts, which is what people mistype.
    const spellings = (kindOf(key) === "ecto" ? names : names.slice(0, 1)).map((name) => ({ name, distance: editDistance(singularForm(name), target) }));
    return spellings.toSorted((a, b) => a.distance - b.distance).slice(0, 1);
  });
  const near = scored
    .filter(({ distance }) => distance <= Math.max(2, Math.floor(target.length / 3)))
    .toSorted((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return [...new Set(near.map(({ name }) => name))].slice(0, 3);
}

/** Lower case, words in snake case, each dotted part in the singular. */
function singularForm(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(".")
    .map((part) =>
      part
        .replace(/ies$/, "y")
        .replace(/(ss|sh|ch|x)es$/, "$1")
        .replace(/([^s])s$/, "$1"),
    )
    .join(".");
}
