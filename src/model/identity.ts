/**
 * The only codec of node keys. A node key names one thing of the one graph as text:
 *
 *     column:public.users.email      function:public.f(integer,text)      query:top_customers
 *     comment:(table:public.users)   element:Order.joins.customer         domain:Order
 *     ecto:"MyApp.User".email
 *
 * `kind:` then the path, its segments separated by dots; a segment that holds a delimiter is
 * double-quoted. Database objects use the spelling of the schema engine, so that its facts need no
 * translation; selecto's own kinds (`query`, `domain`, `element`, `ecto`) follow the same grammar.
 */

/** The text of a node key; make one with {@link nodeKey}, read one with {@link parseNodeKey}. */
export type NodeKey = string;

export interface NodeName {
  readonly kind: string;
  /** namespace, relation, name ... from the outside in, unquoted; empty for keys that wrap another key */
  readonly path: readonly string[];
  /** argument types of a routine */
  readonly args?: readonly string[];
  /** the key a comment, grant or label hangs on */
  readonly target?: NodeKey;
}

const NEEDS_QUOTE = /[.:(),"\s]/;

function segment(part: string): string {
  return part === "" || NEEDS_QUOTE.test(part) ? `"${part.replaceAll('"', '""')}"` : part;
}

/** `nodeKey("column", "public", "users", "email")` is `column:public.users.email`. */
export function nodeKey(kind: string, ...path: readonly string[]): NodeKey {
  return `${kind}:${path.map(segment).join(".")}`;
}

/** An Ecto schema by its module, or one of its fields and associations. */
export function ectoKey(module: string, member?: string): NodeKey {
  return nodeKey("ecto", module, ...(member === undefined ? [] : [member]));
}

/** The key of something that is told from others of its name by types: a routine, an operator. */
export function callableKey(kind: string, path: readonly string[], args: readonly string[]): NodeKey {
  return `${nodeKey(kind, ...path)}(${args.map(segment).join(",")})`;
}

/** The kind of a key without parsing the rest. */
export function kindOf(key: NodeKey): string {
  return key.slice(0, key.indexOf(":"));
}

/**
 * Reads a key back into its parts.
 *
 * @throws Error when the text is no node key: keys are made by this file only, so that is a bug.
 */
export function parseNodeKey(key: NodeKey): NodeName {
  const colon = key.indexOf(":");
  if (colon < 1) throw new Error(`not a node key: ${key}`);
  const kind = key.slice(0, colon);
  let rest = key.slice(colon + 1);
  if (rest.startsWith("(")) {
    const close = closingParenthesis(rest);
    const target = rest.slice(1, close);
    rest = rest.slice(close + 1).replace(/^\./, "");
    return { kind, path: rest === "" ? [] : readSegments(rest, 0).path, target };
  }
  const { path, end } = readSegments(rest, 0);
  if (rest[end] === "(") {
    const inside = rest.slice(end + 1, -1);
    return { kind, path, args: inside === "" ? [] : readSegments(inside, 0, ",").path };
  }
  return { kind, path };
}

function closingParenthesis(text: string): number {
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const char = text[index];
    if (char === '"') quoted = !quoted;
    else if (!quoted && char === "(") depth++;
    else if (!quoted && char === ")" && --depth === 0) return index;
  }
  throw new Error(`unbalanced parentheses in node key: ${text}`);
}

function readSegments(text: string, start: number, separator = "."): { path: string[]; end: number } {
  const path: string[] = [];
  let index = start;
  for (;;) {
    let part = "";
    if (text[index] === '"') {
      for (index++; index < text.length; index++) {
        if (text[index] !== '"') part += text[index];
        else if (text[index + 1] === '"') part += text[index++];
        else break;
      }
      index++;
    } else {
      while (index < text.length && text[index] !== separator && text[index] !== "(") part += text[index++];
    }
    path.push(part);
    if (text[index] !== separator) return { path, end: index };
    index++;
  }
}

const LAYERS = new Set(["selectoDomain", "element", "query", "ecto"]);

/** Whether it is something that reads the database, not a part of it. */
export function isLayer(key: NodeKey): boolean {
  return LAYERS.has(kindOf(key));
}

/** What kinds are called in text; a kind without an entry is its own name. */
const KIND_WORDS: Readonly<Record<string, string>> = {
  schema: "namespace",
  materializedView: "materialized view",
  foreignTable: "foreign table",
  domain: "domain type",
  eventTrigger: "event trigger",
  acl: "grants on",
  comment: "comment on",
  defaultPrivilege: "default privileges",
  typeAttribute: "attribute",
  enumLabel: "label",
  publicationRel: "publication table",
  publicationSchema: "publication namespace",
  userMapping: "user mapping",
  securityLabel: "security label on",
  fdw: "foreign-data wrapper",
  selectoDomain: "domain",
  ecto: "Ecto schema",
  columnSettings: "settings of column",
  inheritedColumn: "inherited column",
  indexSettings: "settings of index",
  tableSettings: "settings of table",
  sequenceSettings: "settings of sequence",
  textSearchConfiguration: "text search configuration",
  textSearchDictionary: "text search dictionary",
};

/** `column`, `materialized view`, ...: the kind as a reader says it. */
export function kindWord(kind: string): string {
  return KIND_WORDS[kind] ?? kind;
}

/**
 * The name of a node as a reader says it, without its kind: `users.email`, `auth.users`,
 * `touch(integer)`, `top_customers`. The namespace `public` is left out.
 */
export function nameOf(key: NodeKey): string {
  const { path, args, target } = parseNodeKey(key);
  if (target !== undefined) return describeNode(target) + (path.length > 0 ? ` for ${path.join(".")}` : "");
  const shown = path.length > 1 && path[0] === "public" ? path.slice(1) : path;
  return shown.join(".") + (args === undefined ? "" : `(${args.join(", ")})`);
}

/** The kind of a node as a reader says it; a part of an Ecto schema is a field of it. */
export function wordOf(key: NodeKey): string {
  return kindOf(key) === "ecto" && parseNodeKey(key).path.length > 1 ? "Ecto field" : kindWord(kindOf(key));
}

/** Kind and name: `column users.email`, `view active_users`, `query top_customers`. */
export function describeNode(key: NodeKey): string {
  return `${wordOf(key)} ${nameOf(key)}`;
}
