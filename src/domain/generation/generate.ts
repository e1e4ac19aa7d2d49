/** The whole of generation without disk and database: facts and wishes in, documents and everything found out. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { NO_DECLARATIONS, type Declarations, type IndexSuggestion, type Pattern, type Relationship } from "../../model/generation.ts";
import { nodeKey, type NodeKey } from "../../model/identity.ts";
import type { JsonObject } from "../../model/json.ts";
import type { SchemaState } from "../../model/schema-state.ts";
import { chooseTables, resolves, type TableChoice } from "./choose-tables.ts";
import { readCatalog, type Catalog, type Table } from "./facts/catalog.ts";
import { suggestIndexes } from "./suggest-indexes.ts";
import { findPatterns } from "./patterns/find-patterns.ts";
import { proposeDomain } from "./proposal/propose-domain.ts";
import type { Material } from "./proposal/settings.ts";
import { domainName, singularName } from "./proposal/wording.ts";
import { findRelationships } from "./relationships/find-relationships.ts";
import { rowVisibilityOf, visibilityOf } from "./visibility.ts";

export interface GenerationWishes extends TableChoice {
  readonly minConfidence: number;
  /** `users.email`, or `email` wherever it is */
  readonly redact: readonly string[];
  /** the same, for what is not to be redacted though it sounds like it */
  readonly show: readonly string[];
  readonly tenant?: string | undefined;
  readonly role?: string | undefined;
}

export interface Proposed {
  readonly name: string;
  /** of the file, without ending */
  readonly base: string;
  readonly table: Table;
  readonly document: JsonObject;
  readonly redacted: readonly string[];
}

export interface Generation {
  readonly proposed: readonly Proposed[];
  readonly relationships: readonly Relationship[];
  readonly patterns: readonly Pattern[];
  readonly indexes: readonly IndexSuggestion[];
  readonly findings: readonly Diagnostic[];
  /** names that are no table, columns that are nowhere, a role without grants */
  readonly unknown: { readonly tables: readonly string[]; readonly columns: readonly string[]; readonly role?: string };
  readonly catalog: Catalog;
}

/** What is known of a schema before anything is decided. */
export interface Found {
  readonly catalog: Catalog;
  readonly relationships: readonly Relationship[];
  /** columns that the application redacts itself */
  readonly redacted: ReadonlySet<NodeKey>;
}

/** What is found before anything is decided: the guesses that live rows may be asked about. */
export function readRelationships(
  schema: Pick<SchemaState, "facts">,
  rows?: ReadonlyMap<NodeKey, number>,
  declarations: Declarations = NO_DECLARATIONS,
): Found {
  const catalog = readCatalog(schema, rows, declarations.values);
  return { catalog, relationships: findRelationships(catalog, declarations), redacted: declarations.redacted };
}

/** @param found from {@link readRelationships}, perhaps after rows were asked */
export function generate(schema: Pick<SchemaState, "facts">, { catalog, relationships, redacted }: Found, wishes: GenerationWishes): Generation {
  const patterns = findPatterns(catalog, relationships, wishes.tenant);
  const { tables, unknown, findings } = chooseTables(catalog, patterns, wishes);
  const columns = [...wishes.redact, ...wishes.show, ...(wishes.tenant === undefined ? [] : [wishes.tenant])].filter((wish) => !isSomewhere(catalog, wish));
  const visibility = wishes.role === undefined ? undefined : visibilityOf(schema, wishes.role);
  const lostRole = wishes.role !== undefined && visibility === undefined ? wishes.role : undefined;
  const isFindable = (key: NodeKey): boolean => {
    const table = catalog.byKey.get(key);
    return table !== undefined && resolves(catalog, table, wishes.searchPath);
  };
  const material: Material = {
    catalog,
    relationships: relationships
      .flatMap((one) => (one.confidence >= wishes.minConfidence ? [one] : (one.covers ?? [])))
      .filter((one) => one.confidence >= wishes.minConfidence && isFindable(one.target) && isFindable(one.table)),
    // A hint, not a claim: what rests on a relationship has its confidence already.
    patterns: patterns.filter((one) => one.confidence >= Math.min(wishes.minConfidence, LEAST_PATTERN)),
    redacted: redactedColumns(catalog, patterns, redacted, wishes),
    ...(visibility !== undefined && {
      visible: (table: Table, column: string) =>
        visibility.tables.has(table.key) || visibility.columns.has(`${table.key.replace(/^table:/, "column:")}.${column}`),
    }),
  };
  const proposed = lostRole === undefined ? propose(material, tables, wishes.role) : [];
  const chosen = new Set(tables.map(({ key }) => key));
  const concerns = (...keys: readonly NodeKey[]): boolean => wishes.all || keys.some((key) => chosen.has(key));
  return {
    proposed,
    // Of a few tables only what concerns them.
    relationships: relationships.filter(({ table, target }) => concerns(table, target)),
    patterns: patterns.filter(({ table, others }) => concerns(table, ...others)),
    indexes: suggestIndexes(catalog, material.relationships, chosen),
    findings: [...findings, ...notRead(catalog), ...hidden(tables, proposed, wishes.role), ...rowsSeen(schema, proposed, wishes.role)],
    unknown: { tables: unknown, columns, ...(lostRole !== undefined && { role: lostRole }) },
    catalog,
  };
}

const LEAST_PATTERN = 0.7;

function propose(material: Material, tables: readonly Table[], role: string | undefined): Proposed[] {
  const taken = new Set<string>();
  return tables.flatMap((table): Proposed[] => {
    const prefix = role === undefined ? "" : `${role}_`;
    const plain = singularName(`${prefix}${table.name}`);
    // Two tables of one name, or one in the singular and one in the plural.
    const base = taken.has(plain) ? singularName(`${prefix}${table.namespace}_${table.name}`) : plain;
    taken.add(base);
    const name = domainName(base);
    const document = proposeDomain(material, table.key, name);
    return document === undefined ? [] : [{ name, base, table, document, redacted: redactedIn(document) }];
  });
}

function redactedIn(document: JsonObject): readonly string[] {
  const source = document["source"];
  const list = typeof source === "object" && source !== null && !Array.isArray(source) ? (source as JsonObject)["redact_fields"] : undefined;
  return Array.isArray(list) ? list.map(String).toSorted() : [];
}

function redactedColumns(
  catalog: Catalog,
  patterns: readonly Pattern[],
  declared: ReadonlySet<NodeKey>,
  { redact, show }: GenerationWishes,
): ReadonlyMap<NodeKey, ReadonlySet<string>> {
  const found = new Map<NodeKey, Set<string>>();
  const add = (table: Table, column: string): void => {
    found.set(table.key, (found.get(table.key) ?? new Set<string>()).add(column));
  };
  const wished = (list: readonly string[], table: Table, column: string): boolean => list.some((wish) => means(wish, table, column));
  const sounding = new Set(patterns.flatMap((one) => (one.kind === "sensitive" ? [`${one.table} ${one.columns["column"] ?? ""}`] : [])));
  for (const table of catalog.tables)
    for (const { name } of table.columns)
      if (wished(redact, table, name) || ((sounding.has(`${table.key} ${name}`) || declared.has(columnKey(table, name))) && !wished(show, table, name)))
        add(table, name);
  return found;
}

function columnKey({ namespace, name }: Table, column: string): NodeKey {
  return nodeKey("column", namespace, name, column);
}

function means(wish: string, table: Table, column: string): boolean {
  return wish === column || wish === `${table.name}.${column}` || wish === `${table.namespace}.${table.name}.${column}`;
}

function isSomewhere(catalog: Catalog, wish: string): boolean {
  return catalog.tables.some((table) => table.columns.some(({ name }) => means(wish, table, name)));
}

/** Views have no columns among the facts, so nothing is generated from them, and that is said. */
function notRead({ unread }: Catalog): Diagnostic[] {
  return unread.length === 0
    ? []
    : [
        {
          code: "generate-views-unread",
          severity: "info",
          message: `${unread.length} ${unread.length === 1 ? "view gets" : "views and foreign tables get"} no domain: generation reads tables`,
          next: "write a domain for a view by hand",
        },
      ];
}

/** Row policies are PostgreSQL's own; who reads the domain should know that they stand behind it. */
function rowsSeen(schema: Pick<SchemaState, "facts">, proposed: readonly Proposed[], role: string | undefined): Diagnostic[] {
  if (role === undefined) return [];
  return proposed.flatMap(({ table }): Diagnostic[] => {
    const seen = rowVisibilityOf(schema, table.key, role);
    if (seen.rows === "all") return [];
    const base = { code: "generate-row-policy", subject: table.key };
    if (seen.rows === "none")
      return [
        {
          ...base,
          severity: "warning",
          message: `${role} sees no row of ${table.name}: its row security is on, and no policy lets ${role} read`,
          next: `create a policy for ${role} on ${table.name}, or leave the domain out`,
        },
      ];
    const conditions = seen.policies.map(({ name, permissive, condition }) => `${name}${permissive ? "" : " (restrictive)"}: ${condition}`);
    return [{ ...base, severity: "info", message: `${role} sees only rows of ${table.name} that its policies let through: ${conditions.join("; ")}` }];
  });
}

function hidden(tables: readonly Table[], proposed: readonly Proposed[], role: string | undefined): Diagnostic[] {
  const made = new Set(proposed.map(({ table }) => table.key));
  return role === undefined
    ? []
    : tables.flatMap((table): Diagnostic[] =>
        made.has(table.key)
          ? []
          : [
              {
                code: "generate-not-granted",
                severity: "info",
                message: `${role} may select nothing of ${table.name}: no domain`,
                subject: table.key,
                next: `grant select on ${table.name}, or leave it`,
              },
            ],
      );
}
