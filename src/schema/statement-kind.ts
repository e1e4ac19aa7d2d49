/** What a loader does with a statement of a schema file, told from its first words. */

export type LoadKind =
  /** session settings, which later statements of the same file rely on */
  | "setting"
  /** rows, transaction control, ownership: not part of a schema */
  | "skip"
  | "structure";

const SETTING = /^(?:set\s|reset\s|select\s+(?:pg_catalog\s*\.\s*)?set_config\s*\()/i;
const SKIP =
  /^(?:insert|copy|update|delete|begin|commit|start\s+transaction|end|rollback|savepoint|release|vacuum|analyze|truncate|lock|select\s+(?:pg_catalog\s*\.\s*)?setval\s*\(|create\s+database|alter\s+database|drop\s+database|create\s+tablespace)/i;
/** ALTER ... OWNER TO and nothing else: other actions of the same statement, before or after it, count. */
const OWNERSHIP = /^alter\s+(?:"(?:[^"]|"")*"|\([^()]*\)|[^,'"()])+?\s+owner\s+to\s+(?:"(?:[^"]|"")*"|[\w$\u0080-\uffff]+)\s*$/i;

/** In schema files rows are skipped: they belong to nobody's schema, and the shadow keeps no values. */
export function loadKind(statement: string): LoadKind {
  if (SETTING.test(statement)) return "setting";
  return SKIP.test(statement) || OWNERSHIP.test(statement) ? "skip" : "structure";
}

const EXTENSION = /\bcreate\s+extension\s+(?:if\s+not\s+exists\s+)?(?:"((?:[^"]|"")+)"|([\w-]+))/gi;

/** SQL names of the extensions that texts ask for, sorted: the embedded server must know them before it starts. */
export function extensionsNamed(texts: readonly string[]): string[] {
  const names = new Set<string>();
  for (const text of texts) for (const match of text.matchAll(EXTENSION)) names.add((match[1] ?? match[2] ?? "").toLowerCase());
  return [...names].toSorted();
}

const NAME = String.raw`((?:"(?:[^"]|"")+"|[^\s("';]+)(?:\s*\.\s*(?:"(?:[^"]|"")+"|[^\s("';]+))?)`;
const CREATED = new RegExp(
  String.raw`^create\s+(?:or\s+replace\s+)?(?:(?:temp|temporary|unlogged|recursive)\s+)*(materialized\s+view|foreign\s+table|table|view|function|procedure|aggregate|type|domain|sequence|(?:unique\s+)?index|trigger|policy)\s+(?:concurrently\s+)?(?:if\s+not\s+exists\s+)?${NAME}`,
  "i",
);

/** Kind and name of what a CREATE makes, folded as PostgreSQL does, for messages and for finding it in another state. */
export function createdObject(statement: string): { kind: string; name: string; path: string[] } | undefined {
  const match = CREATED.exec(statement);
  const [, kind, name] = match ?? [];
  if (kind === undefined || name === undefined) return undefined;
  const path = [...name.matchAll(/"((?:[^"]|"")+)"|[^\s."]+/g)].map(([word, quoted]) => quoted?.replaceAll('""', '"') ?? word.toLowerCase());
  return { kind: kind.toLowerCase().replace(/\s+/g, " ").replace("unique ", ""), name: path.join("."), path };
}
