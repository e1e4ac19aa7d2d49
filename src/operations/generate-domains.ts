/** Domains from a schema: found, proposed, compiled by PostgreSQL, merged with what is there, and only then written. */
import { generate, readRelationships, type Generation, type GenerationWishes, type Proposed } from "../domain/generation/generate.ts";
import type { NotationName } from "../domain/notations/write-document.ts";
import { declarationsOf } from "../ecto/declarations.ts";
import { collectSchemas } from "../ecto/schemas.ts";
import type { History } from "../history/open.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { SelectoError } from "../model/error.ts";
import type { Declarations, GeneratedDomains } from "../model/generation.ts";
import { nearestName } from "../model/nearest-name.ts";
import type { SchemaState } from "../model/schema-state.ts";
import { findElixirProject } from "../workspace/elixir-project.ts";
import { parseStateReference } from "../workspace/state-reference.ts";
import { checkRows, readRowEstimates, type LiveReference } from "./ask-rows.ts";
import { failureDiagnostic } from "./diff-states.ts";
import { readDomain } from "../domain/read-domain.ts";
import { placeDomain, storeDomain, type PlacedDomain } from "./place-domain.ts";
import { readState } from "./read-state.ts";
import { schemaOf } from "./schema-cache.ts";
import type { Session } from "./session.ts";
import type { StateSource } from "./state-source.ts";
import { validateDomains } from "./validate-domains.ts";

export interface GenerateRequest {
  /** a state, as people write it; the working tree where it is left out */
  readonly from: string | undefined;
  readonly checkData: boolean;
  readonly wishes: Omit<GenerationWishes, "searchPath">;
  readonly notation: NotationName;
  readonly dryRun: boolean;
}

/**
 * Generates domains. Nothing is written unless PostgreSQL compiled every element of it.
 *
 * @throws SelectoError for names that are nothing here, and where rows are to be asked and no database is named
 */
export async function generateDomains(session: Session, request: GenerateRequest, history: History | undefined): Promise<GeneratedDomains> {
  const { checkData, dryRun, notation } = request;
  const reference = parseStateReference(request.from ?? "files");
  // Sizes of tables, and rows to check guesses by, are only in a database.
  const live = reference.kind === "database" || reference.kind === "environment" ? reference : undefined;
  if (checkData && live === undefined)
    throw new SelectoError({
      code: "generate-no-rows",
      what: "there are no rows to look at",
      why: `${request.from ?? "files"} is no database`,
      next: "selecto domain generate --all --check-data --from db",
    });
  const source = await readState(session, reference);
  const { schema, failures } = await schemaOf(source, session.shadow, history);
  const wishes: GenerationWishes = { ...request.wishes, searchPath: session.namespaces };
  const generation = await generationOf(session, schema, declarationsOf(collectSchemas(source.ectoSchemas ?? [])), wishes, live, checkData);
  refuseUnknown(generation, wishes, schema);
  const project = notation === "elixir" ? await findElixirProject(session.tree) : undefined;
  const placed = await Promise.all(generation.proposed.map((one) => placeDomain(session, one, notation, source.domains, project)));
  const { good, findings } = await compiled(session, source, generation.proposed, placed);
  if (!dryRun) for (const one of good) await storeDomain(session, one);
  return {
    dryRun,
    origin: source.origin.text,
    minConfidence: wishes.minConfidence,
    tables: generation.catalog.tables.length,
    domains: good.map((one) => ({ ...one.domain, ...(dryRun && one.domain.outcome !== "kept" && { text: one.text }) })),
    relationships: generation.relationships,
    patterns: generation.patterns,
    indexes: generation.indexes,
    diagnostics: [...failures.map(failureDiagnostic), ...generation.findings, ...placed.flatMap((one) => one.findings), ...findings],
  };
}

async function generationOf(
  session: Session,
  schema: SchemaState,
  declarations: Declarations,
  wishes: GenerationWishes,
  live: LiveReference | undefined,
  checkData: boolean,
): Promise<Generation> {
  if (live === undefined) return generate(schema, readRelationships(schema, undefined, declarations), wishes);
  const found = readRelationships(schema, await readRowEstimates(session, live), declarations);
  const relationships = checkData ? await checkRows(session, live, found.relationships) : found.relationships;
  return generate(schema, { ...found, relationships }, wishes);
}

function refuseUnknown({ unknown, catalog, proposed }: Generation, wishes: GenerationWishes, schema: SchemaState): void {
  const [table] = unknown.tables;
  const [column] = unknown.columns;
  if (table !== undefined) {
    const names = catalog.tables.map(({ name }) => name);
    const nearest = nearestName(table, names);
    throw new SelectoError({
      code: "generate-table-unknown",
      what: `there is no table ${table}`,
      why: names.length === 0 ? "the schema has no tables" : `it is none of the ${names.length} tables of the schema`,
      next: nearest === undefined ? "selecto domain generate --all --dry-run" : `selecto domain generate ${nearest}`,
    });
  }
  if (column !== undefined)
    throw new SelectoError({
      code: "generate-column-unknown",
      what: `there is no column ${column}`,
      why: "no table of the schema has it",
      next: "name it as table.column, or as the column alone for every table that has it",
    });
  if (unknown.role !== undefined)
    throw new SelectoError({
      code: "generate-role-unknown",
      what: `no grant in the schema names the role ${unknown.role}`,
      why: "what a role may see is read from grants to it; those that it has through other roles are no part of a schema",
      next: `grant select on a table to ${unknown.role} in the schema, or name another role`,
    });
  if (
    proposed.length === 0 &&
    wishes.namespace !== undefined &&
    !schema.facts.some(({ key }) => key.startsWith("table:") && key.startsWith(`table:${wishes.namespace}.`))
  )
    throw new SelectoError({
      code: "generate-namespace-unknown",
      what: `there are no tables in the namespace ${wishes.namespace}`,
      why: `the tables are in ${[...new Set(catalog.tables.map(({ namespace }) => namespace))].join(", ") || "no namespace"}`,
      next: "selecto domain generate --all",
    });
}

/** What PostgreSQL says to each proposed domain; those with something wrong are not written. */
async function compiled(
  session: Session,
  source: StateSource,
  proposed: readonly Proposed[],
  placed: readonly PlacedDomain[],
): Promise<{ good: readonly PlacedDomain[]; findings: readonly Diagnostic[] }> {
  const domains = proposed.flatMap(({ base, document }) => {
    const { domain } = readDomain({ path: `${base}.json`, text: JSON.stringify(document) });
    return domain === undefined ? [] : [domain];
  });
  if (domains.length === 0) return { good: placed, findings: [] };
  const { origin, recipe, files, inputHash } = source;
  const { diagnostics } = await validateDomains(session, { origin, recipe, files, inputHash, queries: [], domains, diagnostics: [] }, []);
  const wrong = diagnostics.filter(({ severity, code }) => severity === "error" && code.startsWith("domain"));
  const broken = new Set(wrong.flatMap(({ position }) => position?.file ?? []));
  const good = placed.filter((_, at) => !broken.has(`${proposed[at]?.base ?? ""}.json`));
  const findings = wrong.map((one): Diagnostic => {
    const { position: _, ...rest } = one;
    return { ...rest, code: "generate-not-compiled", next: "nothing of this domain was written; report it as a bug of selecto" };
  });
  return { good, findings };
}
