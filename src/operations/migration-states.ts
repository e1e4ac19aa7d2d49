/** The packages of a workspace, and the state they lead to. */
import { existsSync } from "node:fs";
import { relative } from "node:path";
import { verifyChain, type PackageChain } from "../migration/package/chain.ts";
import { parsePackages, readPackageFolder, type PackageReading } from "../migration/package/folder.ts";
import { parseScript } from "../migration/package/script.ts";
import { EXIT, SelectoError } from "../model/error.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { quoteIdentifier } from "../sql/index.ts";
import type { SchemaScript } from "../schema/load.ts";
import type { MigrationPackage, MigrationStep, PackageFiles } from "../model/migration.ts";
import { readText, type FileTree } from "../workspace/file-tree.ts";
import { hashOf } from "../model/hash.ts";
import { formatPosition } from "../model/position.ts";
import type { Domain } from "../model/domain.ts";
import type { SchemaRecipe } from "./state-source.ts";
import type { Session } from "./session.ts";

export interface Packages {
  readonly reading: PackageReading;
  readonly chain: PackageChain;
  /** the folder as messages name it */
  readonly label: string;
}

/** The packages of a tree: of the working tree or of a commit. */
export async function readPackagesOf(tree: FileTree, label: string): Promise<Packages> {
  const texts = new Map<string, { manifest?: string; up?: string; down?: string }>();
  const diagnostics: Diagnostic[] = [];
  const parts = { "migration.json": "manifest", "up.sql": "up", "down.sql": "down" } as const;
  for (const path of await tree.list()) {
    const rest = path.startsWith(`${label}/`) ? path.slice(label.length + 1).split("/") : [];
    const [name, file] = rest;
    if (rest.length !== 2 || name === undefined || (file !== "migration.json" && file !== "up.sql" && file !== "down.sql")) continue;
    const read = await readText(tree, path);
    if (read.ok) texts.set(name, { ...texts.get(name), [parts[file]]: read.text });
    else diagnostics.push(read.problem);
  }
  const sources = [...texts].flatMap(([name, { manifest, up, down }]): PackageFiles[] => {
    if (manifest !== undefined && up !== undefined) return [{ name, manifest, up, down: down ?? "" }];
    diagnostics.push({
      code: "migration-incomplete",
      severity: "error",
      message: `${manifest === undefined ? "migration.json" : "up.sql"} is missing`,
      position: { file: `${label}/${name}`, line: 1, column: 1 },
      next: "restore it from git, or remove the folder",
    });
    return [];
  });
  const reading = parsePackages(sources, label);
  const whole = { ...reading, diagnostics: [...diagnostics, ...reading.diagnostics] };
  return { reading: whole, chain: verifyChain(whole.packages, label), label };
}

/** Reads the packages; without the folder there are none. */
export function readPackages(session: Session): Packages {
  refuseForeignFolder(session);
  const label = relative(session.folder, session.migrationsFolder) || ".";
  const reading: PackageReading = existsSync(session.migrationsFolder) ? readPackageFolder(session.migrationsFolder, label) : { packages: [], diagnostics: [] };
  return { reading, chain: verifyChain(reading.packages, label), label };
}

/** @throws SelectoError when a package cannot be read: then nothing is known about the state they lead to */
export function requireReadable(packages: Packages): void {
  const worst = [...packages.reading.diagnostics, ...packages.chain.diagnostics].find((one) => one.severity === "error");
  if (worst === undefined) return;
  throw new SelectoError({
    code: worst.code,
    what: `${worst.position === undefined ? "" : `${formatPosition(worst.position)}: `}${worst.message}`,
    why: "every package must be whole before another one is made or run",
    next: worst.next ?? "selecto migrate status",
    exit: EXIT.findings,
  });
}

/** The folder of another runner is read, never written to or run. */
function refuseForeignFolder(session: Session): void {
  const { schema } = session.layout;
  const folder = relative(session.folder, session.migrationsFolder);
  const foreign = schema?.parts.flatMap((part) =>
    part.kind === "history" && part.history.tool !== "selecto" && part.history.folder === folder ? [part.history] : [],
  )[0];
  if (foreign === undefined) return;
  throw new SelectoError({
    code: "foreign-migrations",
    what: `${folder}/ belongs to ${foreign.tool}`,
    why: "two runners on one folder would each apply what the other has applied",
    next: `apply it with ${foreign.applyWith ?? foreign.tool}, or give selecto a folder of its own: migrations: selecto-migrations in selecto.config.yaml`,
  });
}

/** Where there are no packages, the migrations of the workspace are another runner's to apply. @throws SelectoError `foreign-migrations` */
export function refuseForeignRunner(session: Session, packages: Packages): void {
  const foreign = session.layout.schema?.parts.flatMap((part) => (part.kind === "history" && part.history.applyWith !== undefined ? [part.history] : []))[0];
  if (foreign === undefined || packages.reading.packages.length > 0 || packages.reading.diagnostics.length > 0) return;
  throw new SelectoError({
    code: "foreign-migrations",
    what: `the migrations in ${foreign.folder}/ are applied by ${foreign.tool}, and there are none in ${packages.label}/`,
    why: "selecto reads them; a second runner would apply what the first has applied",
    next: `apply them with ${foreign.applyWith ?? foreign.tool}, or let selecto migrate generate write packages of its own`,
  });
}

/** The replay of all packages, as a recipe. */
export function packagesRecipe({ chain, label }: Packages): SchemaRecipe {
  return {
    kind: "history",
    scripts: chain.ordered.map((one) => packageScript(one, `${label}/${one.manifest.name}/up.sql`)),
  };
}

/** Steps without the lines that a file has around them, as the runner would run them. */
export function stepsScript(file: string, searchPath: readonly string[], steps: readonly MigrationStep[]): SchemaScript {
  const text = steps.map(({ sql }) => sql).join("\n");
  const starts = steps.map((_step, at) => steps.slice(0, at).reduce((length, { sql }) => length + sql.length + 1, 0));
  return { file, text, ...transactionsOf(steps, starts, text.length), settings: settingsOf(searchPath) };
}

/** The way up of a package as the runner would run it. */
export function packageScript(migration: MigrationPackage, file: string): SchemaScript {
  const starts = parseScript(migration.upSql).steps.map(({ offset }) => offset);
  return {
    file,
    text: migration.upSql,
    ...transactionsOf(migration.up, starts, migration.upSql.length),
    settings: settingsOf(migration.manifest.searchPath),
  };
}

function settingsOf(searchPath: readonly string[]): NonNullable<SchemaScript["settings"]> {
  return { searchPath: searchPath.map(quoteIdentifier).join(", "), checkFunctionBodies: false };
}

/** One transaction, or one after the other, as the runner makes them. @param starts offsets of the steps */
function transactionsOf(
  steps: readonly Pick<MigrationStep, "mode">[],
  starts: readonly number[],
  length: number,
): Pick<SchemaScript, "transactional" | "parts"> {
  if (steps.every(({ mode }) => mode === "tx")) return { transactional: true };
  const first = steps.flatMap(({ mode }, at) => (at === 0 || mode !== "tx" || steps[at - 1]?.mode !== "tx" ? [at] : []));
  const parts = first.map((at, index) => ({
    from: index === 0 ? 0 : (starts[at] ?? length),
    to: starts[first[index + 1] ?? steps.length] ?? length,
    transactional: steps[at]?.mode === "tx",
  }));
  return { parts };
}

/** One hash over all domain documents. */
export function domainsFingerprint(domains: readonly Pick<Domain, "name" | "document">[]): string {
  return `d1:${hashOf(domains.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map((domain) => [domain.name, domain.document]))}`;
}
