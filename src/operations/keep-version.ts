/**
 * Keeps a former version of a domain readable: a migration with a namespace of views that bear the former names, each
 * reader of that version tried through them, on the rows that the migrations carried along.
 */
import { elementToSubject } from "../domain/element-subject.ts";
import { namespaceComment, namespaceFor, viewStatements } from "../domain/versions/compatibility-views.ts";
import type { History } from "../history/open.ts";
import { columnBehind, relationBehind } from "../migration/renames/compose.ts";
import { correspondence, demandsOf } from "../migration/rows/demand.ts";
import { countRows, readContents } from "../migration/rows/contents.ts";
import { fillTables } from "../migration/rows/fill.ts";
import { readConvertible } from "../migration/rows/convertible.ts";
import { readEnd, type End } from "../migration/rows/prove-rows.ts";
import type { CompatibilityReport } from "../model/compatibility.ts";
import type { Database } from "../model/database.ts";
import { EXIT, SelectoError } from "../model/error.ts";
import { nodeKey, parseNodeKey } from "../model/identity.ts";
import type { MigrationManifest } from "../model/migration.ts";
import { DEFAULT_SEARCH_PATH } from "../model/oracle-settings.ts";
import { askSubjects } from "../oracle/ask.ts";
import { dropProbes } from "../oracle/probe.ts";
import { openShadow, type Shadow } from "../oracle/shadow.ts";
import { toSubject } from "../query/index.ts";
import { loadHistory } from "../schema/load.ts";
import { quoteIdentifier } from "../sql/index.ts";
import { describeViews, formerRelations, planViews, readNamespaces } from "./compatibility-columns.ts";
import { agreedColumns, judgeReaders, readRows } from "./compatibility-readers.ts";
import { runFormer, runThroughViews } from "./compatibility-writers.ts";
import { ownWrites, planTriggers, readFilled } from "./compatibility-writes.ts";
import { findFormerVersion } from "./former-version.ts";
import { generateMigration, type GeneratedMigration } from "./generate-migration.ts";
import { writeKeptSchema } from "./kept-schema-file.ts";
import { packageScript, packagesRecipe, readPackages, requireReadable, type Packages } from "./migration-states.ts";
import { openState } from "./open-state.ts";
import { readState } from "./read-state.ts";
import type { Session } from "./session.ts";
import { recipeHash, withOrigin, type SchemaRecipe, type StateSource } from "./state-source.ts";

export interface KeepInput {
  /** `Order@1`; with `from` the range may be left out */
  readonly version: string;
  readonly from?: string | undefined;
  /** default: by domain and version */
  readonly namespace?: string | undefined;
  readonly expressions: readonly (readonly [column: string, expression: string])[];
  readonly allow: readonly string[];
  /** milliseconds since 1970, for the stamp */
  readonly at: number;
  readonly toolVersion: string;
  readonly dryRun: boolean;
}

export interface KeptDomainVersion {
  readonly report: CompatibilityReport;
  /** absent where a reader cannot go on working: then nothing was written */
  readonly generated?: GeneratedMigration;
  /** the schema file that holds the views now, relative to the workspace */
  readonly schemaFile?: string;
}

const ROWS = 6;
/** Views have `security_invoker` from here on. */
const INVOKER_SINCE = 15;

/** @throws SelectoError where the version, its relations or its values are not there any more */
export async function keepVersion(session: Session, input: KeepInput, history: History): Promise<KeptDomainVersion> {
  const packages = readPackages(session);
  requireReadable(packages);
  const former = await findFormerVersion(session, input.version, input.from, packages, history);
  const { domain } = former;
  const namespace = input.namespace ?? namespaceFor(domain.name, domain.version ?? null);
  if (namespace === undefined || !/^[a-z_][a-z0-9_]{0,62}$/.test(namespace) || /^(?:pg_|selecto)/.test(namespace))
    throw badNamespace(input.namespace, domain.name);
  const between = packages.chain.ordered.slice(former.packages);
  const renames = between.flatMap(({ manifest }) => manifest.renames);
  const subjects = [...domain.elements.map(elementToSubject), ...former.queries.map(toSubject)];
  const shadow = await openShadow(async () => (await openState(recipeOf(packages, 0, former.packages), session.shadow)).database);
  const present = await openState(packagesRecipe(packages), session.shadow);
  try {
    await requireFree(present.database, namespace);
    const before = await askSubjects(shadow, subjects, { ...session.shadow, dependencies: true });
    await dropProbes(shadow.database);
    const relations = await formerRelations(shadow.database, before, session.namespaces);
    if (relations.length === 0) throw nothingRead(domain.name, session.namespaces);
    const start = await readEnd(shadow.database);
    const mapping = { renames, expressions: input.expressions, allow: input.allow, namespaces: session.namespaces };
    const plans = await planTriggers(present.database, await planViews(present.database, relations, mapping), ownWrites(subjects, before));
    const moved = movedNames(start, renames);
    const { emptyTables, convertible } = await fillBoth(shadow.database, present.database, start, moved);
    const contents = await readContents(shadow.database, start.shape);
    await shadow.database.exec("reset all");
    const path = [namespace, ...session.namespaces];
    const formerPath = session.shadow.searchPath ?? DEFAULT_SEARCH_PATH;
    const rowsBefore = await readRows(shadow.database, subjects, before, formerPath);
    const trial = { plans, subjects, answers: before, searchPath: formerPath, contents, types: start.types, convertible };
    const formerWrites = await runFormer(shadow.database, { ...trial, filled: await readFilled(shadow.database, plans) });
    const comment = namespaceComment(domain.name, domain.version ?? null, path);
    const statements = viewStatements(namespace, comment, plans, isInvoker(session, present.database), session.namespaces.map(quoteIdentifier));
    const searchPath = path.map(quoteIdentifier).join(", ");
    const { rowsLost } = await carry(session, shadow, packages, former.packages, statements);
    const rows = rowsLost === undefined ? countRows(contents) : 0;
    const after = await askSubjects(shadow, subjects, { ...session.shadow, searchPath });
    await dropProbes(shadow.database);
    const rowsAfter = rowsLost === undefined ? await readRows(shadow.database, subjects, after, searchPath) : undefined;
    const written = rowsLost === undefined ? await runThroughViews(shadow.database, formerWrites, plans, searchPath) : undefined;
    const views = (await describeViews(shadow.database, namespace, plans)).map((view) => ({
      ...view,
      ...(written !== undefined && { tried: written.writes.flatMap(({ relation, ...write }) => (relation === view.relation ? [write] : [])) }),
    }));
    const agreed = agreedColumns(plans);
    const readers = judgeReaders(subjects, { before, after, rowsBefore, rowsAfter, rowsLost, agreed, written: written?.subjects ?? [], allow: input.allow });
    const { engine } = shadow.database;
    const report: CompatibilityReport = {
      domain: domain.name,
      version: domain.version ?? null,
      namespace,
      since: packages.chain.ordered[former.packages - 1]?.manifest.name ?? null,
      migrations: between.map(({ manifest }) => manifest.name),
      views,
      readers,
      rows,
      emptyTables,
      ...(rowsLost !== undefined && { rowsLost }),
      engine: `PostgreSQL ${engine.version} (${engine.kind})`,
    };
    if (readers.some(({ verdict }) => verdict === "fails" || verdict === "differs")) return { report };
    return { report, ...(await write(session, input, packages, history, namespace, statements)) };
  } finally {
    await shadow.close();
    await present.database.close();
  }
}

/** The package, proved, and then the schema file that says the same. */
async function write(
  session: Session,
  input: KeepInput,
  packages: Packages,
  history: History,
  namespace: string,
  statements: readonly string[],
): Promise<Pick<KeptDomainVersion, "generated" | "schemaFile">> {
  const text = `${statements.join("\n\n")}\n`;
  const to = await behindPackages(session, packages, text);
  const generated = await generateMigration(session, { ...generation(input), name: `keep_${namespace}`, to }, history);
  const schemaFile = await writeKeptSchema(session, namespace, text, input.dryRun);
  return { generated, ...(schemaFile !== undefined && { schemaFile }) };
}

/** What a migration of views asks of `migrate generate`: no renames, nothing to archive, no rows to look at. */
export function generation({
  at,
  toolVersion,
  dryRun,
}: Pick<KeepInput, "at" | "toolVersion" | "dryRun">): Omit<Parameters<typeof generateMigration>[1], "name" | "to"> {
  return {
    renames: { renames: [], notRenamed: [] },
    withoutArchive: [],
    fills: [],
    usings: { up: [], down: [] },
    at,
    toolVersion,
    dryRun,
    online: false,
    database: null,
  };
}

/** The state of the packages with a script behind them; queries and domains are the working tree's. */
export async function behindPackages(session: Session, packages: Packages, text: string): Promise<StateSource> {
  const tree = await readState(session, { kind: "files" });
  const { scripts } = recipeOf(packages, 0, packages.chain.ordered.length);
  const settings = { searchPath: "pg_catalog", checkFunctionBodies: false };
  const recipe: SchemaRecipe = { kind: "history", scripts: [...scripts, { file: "the views", text, settings }] };
  return withOrigin({ ...tree, recipe, inputHash: `${recipeHash(recipe)}:${tree.inputHash}` }, { kind: "files", text: "the migrations and the views" });
}

function recipeOf({ chain, label }: Packages, from: number, to: number): Extract<SchemaRecipe, { kind: "history" }> {
  return { kind: "history", scripts: chain.ordered.slice(from, to).map((one) => packageScript(one, `${label}/${one.manifest.name}/up.sql`)) };
}

/** Old and present names of what was renamed, each pair once and through all migrations. */
function movedNames(start: End, renames: MigrationManifest["renames"]): MigrationManifest["renames"] {
  const labels = renames.filter(({ from }) => from.startsWith("enumLabel:"));
  const own = start.shape.tables.flatMap(({ key, namespace, table, columns }) => {
    const behind = relationBehind(key, renames);
    return [
      ...(behind === key ? [] : [{ from: key, to: behind }]),
      ...columns.flatMap(({ name }) => {
        const now = columnBehind(key, name, renames);
        return now === name ? [] : [{ from: nodeKey("column", namespace, table, name), to: nodeKey("column", ...parseNodeKey(behind).path, now) }];
      }),
    ];
  });
  return [...own, ...labels];
}

/** Rows that satisfy the rules of both schemas. @returns names of the tables that stayed empty, and values that both types of a column take */
async function fillBoth(
  before: Database,
  present: Database,
  start: End,
  renames: MigrationManifest["renames"],
): Promise<{ emptyTables: string[]; convertible: ReadonlyMap<string, readonly string[]> }> {
  const end = await readEnd(present);
  const { values: convertible } = await readConvertible(present, start, end, renames);
  const demands = demandsOf(start.shape, end.shape, correspondence(renames));
  const empty = await fillTables(before, demands, start.types, { count: ROWS, start: 0, convertible });
  await before.exec("reset all");
  return { emptyTables: empty.map(({ key }) => key), convertible };
}

/** Runs the migrations over the rows, and makes the views; where a migration refuses the rows, without them. */
async function carry(session: Session, shadow: Shadow, packages: Packages, from: number, statements: readonly string[]): Promise<{ rowsLost?: string }> {
  const { scripts } = recipeOf(packages, from, packages.chain.ordered.length);
  const make = async (database: Database): Promise<void> => {
    await database.exec("set search_path = pg_catalog");
    await database.exec(statements.join("\n"));
  };
  const again = async (database: Database): Promise<void> => {
    await database.exec("reset all");
    await loadHistory(database, scripts, session.shadow);
    await make(database);
  };
  const { failures } = await loadHistory(shadow.database, scripts, session.shadow);
  shadow.onRevive(again);
  const [failure] = failures;
  if (failure === undefined) {
    await make(shadow.database);
    return {};
  }
  await shadow.revive();
  return { rowsLost: `${failure.position.file} refuses the generated rows (${failure.error.sqlstate})` };
}

function isInvoker({ loaded }: Session, { engine }: Database): boolean {
  const declared = loaded?.config.database?.version;
  return (declared === undefined ? engine.major : Number.parseInt(declared, 10)) >= INVOKER_SINCE;
}

async function requireFree(database: Database, namespace: string): Promise<void> {
  if (!(await readNamespaces(database)).some(({ name }) => name === namespace)) return;
  throw new SelectoError({
    code: "namespace-taken",
    what: `there is a namespace ${namespace} already`,
    why: "views of two versions in one namespace would hide each other",
    next: "selecto domain version keep NAME@VERSION --namespace ANOTHER, or take the former one away: --remove",
  });
}

function badNamespace(given: string | undefined, domain: string): SelectoError {
  return new SelectoError({
    code: "namespace-unfit",
    what: given === undefined ? `there is no name for the namespace of ${domain}` : `--namespace ${given} is no fit name`,
    why:
      given === undefined
        ? "it is made of the domain's name and its version"
        : "it takes small letters, digits and underscores, at most 63, and neither pg_ nor selecto in front",
    next: "--namespace order_v1",
    exit: EXIT.usage,
  });
}

function nothingRead(domain: string, namespaces: readonly string[]): SelectoError {
  return new SelectoError({
    code: "version-not-kept",
    what: `${domain} reads no relation of ${namespaces.join(", ")} in that version`,
    why: "none of its elements compiled on the schema it was made for",
    next: "name a state on which it works: --from git:REF",
    exit: EXIT.findings,
  });
}
