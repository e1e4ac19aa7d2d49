/**
 * The packages of one namespace as they run in another. Found, not promised: they are run in the shadow
 * for two made-up tenants in one database, and both must end as the originals do, but for the name.
 */
import type { MovedPackage } from "../migration/run/options.ts";
import { parseScript } from "../migration/package/script.ts";
import type { Database } from "../model/database.ts";
import { EXIT, SelectoError } from "../model/error.ts";
import type { Direction, MigrationPackage, MigrationStep } from "../model/migration.ts";
import type { Fact } from "../model/schema-state.ts";
import { lineAndColumn } from "../model/position.ts";
import { extractSchema } from "../schema/extract.ts";
import { loadHistory, type SchemaScript } from "../schema/load.ts";
import { sameButForTheName, type Namespaced } from "../schema/same-but-name.ts";
import { moveNamespace, quoteIdentifier } from "../sql/index.ts";
import { packageScript, stepsScript, type Packages } from "./migration-states.ts";
import { openState } from "./open-state.ts";
import { extensionsOfPackages } from "./run-migrations.ts";
import type { Session } from "./session.ts";

/** Gives a package as it runs in a namespace. */
export type MovePackage = (migration: MigrationPackage, namespace: string) => MovedPackage;

export interface MovedPackages {
  readonly move: MovePackage;
  /** SQL about the namespace of the packages as SQL about another */
  readonly moveSql: (sql: string, namespace: string) => string;
}

const SHARED_NAMES = `with member as (select classid, objid from pg_depend where deptype = 'e')
select name from (
  select proname as name, pronamespace as namespace, oid, 'pg_proc'::regclass as kind from pg_proc
  union all select typname, typnamespace, oid, 'pg_type'::regclass from pg_type
  union all select relname, relnamespace, oid, 'pg_class'::regclass from pg_class
  union all select oprname, oprnamespace, oid, 'pg_operator'::regclass from pg_operator
  union all select opcname, opcnamespace, oid, 'pg_opclass'::regclass from pg_opclass
  union all select opfname, opfnamespace, oid, 'pg_opfamily'::regclass from pg_opfamily
  union all select collname, collnamespace, oid, 'pg_collation'::regclass from pg_collation) as object
where namespace = to_regnamespace($1) and exists (select from member where classid = object.kind::oid and objid = object.oid)`;

/**
 * Moves and proves.
 *
 * @param names what is to run; on the way down only that is taken back in the shadow
 * @throws SelectoError `packages-not-movable` that names the package and what stands in the way
 */
export async function movePackages(
  session: Session,
  packages: Packages,
  own: string,
  direction: Direction,
  names: ReadonlySet<string>,
): Promise<MovedPackages> {
  const options = { ...session.shadow, extensions: [...(session.shadow.extensions ?? []), ...extensionsOfPackages(packages)] };
  const empty = { kind: "history", scripts: [] } as const;
  const [original, moved] = await Promise.all([openState(empty, options), openState(empty, options)]);
  try {
    const base = await factsOf(original.database);
    for (const one of packages.chain.ordered) await run(original.database, packageScript(one, one.manifest.name), own);
    const shared = await original.database.query<{ name: string }>(SHARED_NAMES, [quoteIdentifier(own)]);
    const keep = new Set(shared.map(({ name }) => name));
    const move: MovePackage = (migration, namespace) => movePackage(migration, { from: own, to: namespace, keep });
    await prove(moved.database, packages, move, direction === "down" ? names : new Set(), { own, keep, base, facts: await factsOf(original.database) });
    return { move, moveSql: (sql, namespace) => moveNamespace(sql, { from: own, to: namespace, keep }).sql };
  } finally {
    await Promise.all([original.database.close(), moved.database.close()]);
  }
}

interface Original {
  readonly own: string;
  readonly keep: ReadonlySet<string>;
  /** of a database before any package */
  readonly base: readonly Fact[];
  readonly facts: readonly Fact[];
}

async function prove(shadow: Database, { chain }: Packages, move: MovePackage, taken: ReadonlySet<string>, original: Original): Promise<void> {
  // Names that PostgreSQL spells the way it spells the original's: with quotes or without.
  const plain = /^[a-z_][a-z0-9_]*$/.test(original.own);
  const tenants = plain ? ["selecto_tenant_a", "selecto_tenant_b"] : ["selecto tenant a", "selecto tenant b"];
  for (const tenant of tenants) await shadow.exec(`create schema ${quoteIdentifier(tenant)}`);
  const base = await factsOf(shadow);
  for (const tenant of tenants)
    for (const one of chain.ordered) {
      const moved = move(one, tenant);
      await run(shadow, stepsScript(one.manifest.name, moved.searchPath, moved.up), tenant);
    }
  const expected: Namespaced = { namespace: original.own, base: original.base, facts: original.facts };
  const found = await factsOf(shadow);
  for (const tenant of tenants) {
    const others = tenants.filter((one) => one !== tenant);
    const difference = sameButForTheName(expected, { namespace: tenant, base, facts: found }, others, original.keep);
    if (difference !== undefined) throw notMovable(`in another namespace ${difference}`);
  }
  if (taken.size === 0) return;
  const [stays = "", leaves = ""] = tenants;
  for (const one of chain.ordered.toReversed()) {
    if (!taken.has(one.manifest.name)) break;
    const moved = move(one, leaves);
    await run(shadow, stepsScript(one.manifest.name, moved.searchPath, moved.down), leaves);
  }
  const difference = sameButForTheName(expected, { namespace: stays, base, facts: await factsOf(shadow) }, [leaves], original.keep);
  if (difference !== undefined) throw notMovable(`taken back for one tenant they change another: ${difference}`);
}

async function factsOf(database: Database): Promise<readonly Fact[]> {
  return (await extractSchema(database)).facts;
}

async function run(shadow: Database, script: SchemaScript, namespace: string): Promise<void> {
  const { failures } = await loadHistory(shadow, [script]);
  const [failure] = failures;
  if (failure === undefined) return;
  const { sqlstate, message } = failure.error;
  throw notMovable(
    `${script.file} fails in the shadow for the namespace ${namespace}: ${sqlstate} ${message}`,
    /^42(?:710|P06|P07|723)$/.test(sqlstate) ? "it makes something that the whole database has only once" : undefined,
  );
}

function movePackage(migration: MigrationPackage, move: { from: string; to: string; keep: ReadonlySet<string> }): MovedPackage {
  const { manifest, upSql, downSql } = migration;
  const moveSteps = (steps: readonly MigrationStep[], script: string, file: string): MigrationStep[] =>
    steps.flatMap((step) => {
      const { sql, unclear } = moveNamespace(step.sql, move);
      const [at] = unclear;
      if (at !== undefined) {
        const start = parseScript(script).steps[step.n - 1]?.offset ?? 0;
        throw notMovable(
          `${manifest.name}/${file}:${lineAndColumn(script, start + at).line}: a text mentions ${move.from}, and whether as a name or as a value cannot be told`,
        );
      }
      return /^[\s;]*$/.test(sql) ? [] : [{ ...step, sql }];
    });
  return {
    up: moveSteps(migration.up, upSql, "up.sql"),
    down: moveSteps(migration.down, downSql, "down.sql"),
    searchPath: manifest.searchPath.map((one) => (one === move.from ? move.to : one)),
  };
}

function notMovable(what: string, why = "packages run in a tenant's namespace only when the shadow has shown that they do the same there"): SelectoError {
  return new SelectoError({
    code: "packages-not-movable",
    what,
    why: `${why}; nothing was changed`,
    next: "keep in these packages what each tenant has for itself; extensions, roles and other namespaces belong into a workspace of the whole database",
    exit: EXIT.usage,
  });
}
