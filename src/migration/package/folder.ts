/**
 * The folder `migrations/` on disk. Every entry that should be a package and is none is reported;
 * packages are written whole or not at all, and never over another.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync, type Dirent } from "node:fs";
import { basename, join } from "node:path";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { SelectoError } from "../../model/error.ts";
import type { MigrationPackage, PackageFiles } from "../../model/migration.ts";
import { renderManifest } from "./manifest.ts";
import { packageFiles, parsePackage } from "./package.ts";

const FILE_NAMES = { manifest: "migration.json", up: "up.sql", down: "down.sql" } as const;

export interface PackageReading {
  /** sorted by name */
  readonly packages: readonly MigrationPackage[];
  /** what could not be read: with one of severity `error` the list is not complete */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads every package of a folder. A folder that does not exist holds none.
 *
 * @param label how diagnostics name the folder; default its last part
 */
export function readPackageFolder(folder: string, label: string = basename(folder)): PackageReading {
  const diagnostics: Diagnostic[] = [];
  const sources: PackageFiles[] = [];
  for (const entry of entriesOf(folder, label, diagnostics)) {
    const place = `${label}/${entry.name}`;
    if (entry.name.includes(".partial-"))
      diagnostics.push({
        code: "migration-leftover",
        severity: "warning",
        message: "a package that was never finished",
        position: { file: place, line: 1, column: 1 },
        next: `remove ${place}`,
      });
    else if (entry.name.startsWith(".")) continue;
    else if (entry.isDirectory()) {
      const files = readFiles(join(folder, entry.name), entry.name, place, diagnostics);
      if (files !== undefined) sources.push(files);
    } else if (/\.sql$/i.test(entry.name)) {
      diagnostics.push({
        code: "migration-stray",
        severity: "error",
        message: "a script that is no package of selecto",
        position: { file: place, line: 1, column: 1 },
        next: "if another tool runs these migrations, name them under schema in selecto.config.yaml; otherwise move the script out of this folder",
      });
    }
  }
  const reading = parsePackages(sources, label);
  return { packages: reading.packages, diagnostics: [...diagnostics, ...reading.diagnostics] };
}

/** Packages from texts, wherever they come from (a commit, say). */
export function parsePackages(sources: readonly PackageFiles[], label: string): PackageReading {
  const packages: MigrationPackage[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const source of sources.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const parsed = parsePackage(source, label);
    if (parsed.package !== undefined) packages.push(parsed.package);
    diagnostics.push(...parsed.diagnostics);
  }
  return { packages, diagnostics };
}

/**
 * Writes a new package into `folder`: a hidden folder first, then one rename.
 *
 * @returns path of the package
 * @throws SelectoError `migration-exists` when there is one of that name
 */
export function writePackage(folder: string, migration: MigrationPackage): string {
  const { name } = migration.manifest;
  const target = join(folder, name);
  const partial = join(folder, `.${name}.partial-${process.pid}`);
  const exists = (cause?: unknown): SelectoError =>
    new SelectoError(
      {
        code: "migration-exists",
        what: `the migration ${name} exists already`,
        why: `${target} is there, and packages are never overwritten`,
        next: "run the command again: it takes the next free stamp",
      },
      { cause },
    );
  if (existsSync(target)) throw exists();
  mkdirSync(partial, { recursive: true });
  try {
    const files = packageFiles(migration);
    writeWhole(join(partial, FILE_NAMES.up), files.up);
    writeWhole(join(partial, FILE_NAMES.down), files.down);
    writeWhole(join(partial, FILE_NAMES.manifest), files.manifest);
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (existsSync(target)) throw exists(error);
    throw error;
  }
  return target;
}

/** Writes a package as it was applied; what is there under its name is kept in a hidden folder beside it. */
export function replacePackage(folder: string, migration: MigrationPackage): void {
  const { name } = migration.manifest;
  const target = join(folder, name);
  if (existsSync(target)) renameSync(target, join(folder, `.${name}.before-repair-${Date.now()}`));
  writePackage(folder, migration);
}

/** Replaces the document of a package that was proved again; its SQL files are its author's and stay. */
export function restampOnDisk(folder: string, migration: MigrationPackage): void {
  const file = join(folder, migration.manifest.name, FILE_NAMES.manifest);
  const partial = `${file}.partial-${process.pid}`;
  writeWhole(partial, renderManifest(migration.manifest));
  renameSync(partial, file);
}

function writeWhole(file: string, text: string): void {
  const handle = openSync(file, "w");
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function entriesOf(folder: string, label: string, diagnostics: Diagnostic[]): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    diagnostics.push({
      code: "migration-unreadable",
      severity: "error",
      message: `the folder cannot be read (${errorCode(error)})`,
      position: { file: label, line: 1, column: 1 },
      next: "make it a readable folder",
    });
    return [];
  }
}

function readFiles(folder: string, name: string, place: string, diagnostics: Diagnostic[]): PackageFiles | undefined {
  const texts: string[] = [];
  for (const fileName of [FILE_NAMES.manifest, FILE_NAMES.up, FILE_NAMES.down]) {
    try {
      texts.push(readFileSync(join(folder, fileName), "utf8"));
    } catch (error) {
      const gone = errorCode(error) === "ENOENT";
      diagnostics.push({
        code: "migration-unreadable",
        severity: "error",
        message: gone ? `${fileName} is missing` : `${fileName} cannot be read (${errorCode(error)})`,
        position: { file: `${place}/${fileName}`, line: 1, column: 1 },
        next: gone ? "restore it from git, or remove the folder if it never was a migration" : "make it readable",
      });
    }
  }
  const [manifest, up, down] = texts;
  return manifest === undefined || up === undefined || down === undefined ? undefined : { name, manifest, up, down };
}

function errorCode(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "unknown error";
}
