/** Domains of a file that may lie anywhere: with what is laid over them, and the modules that an Elixir file calls. */
import { existsSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { codePartsOf } from "../domain/notations/code-parts.ts";
import { findReading } from "../domain/notations/find-reading.ts";
import { isElixir, notationOf, type DomainFile, type Reading } from "../domain/notations/notation.ts";
import { SNAPSHOT_FORMAT } from "../domain/versions/surfaces.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Domain } from "../model/domain.ts";
import { SelectoError } from "../model/error.ts";
import { formatPosition } from "../model/position.ts";
import { shellWord } from "../model/shell-word.ts";
import { modulesNeeded } from "../workspace/detect/elixir-domains.ts";
import { openDiskTree } from "../workspace/disk-tree.ts";
import { readText } from "../workspace/file-tree.ts";
import { historyFiles } from "../workspace/histories/readers.ts";
import { readDomainTexts } from "../workspace/sources.ts";
import { readDomains } from "../domain/read-domain.ts";

export interface ForeignDomain {
  readonly domain: Domain;
  readonly reading: Reading;
  /** the module that gives it, or that an export names */
  readonly module: string | undefined;
}

/**
 * @param shown the file as people name it, from the workspace
 * @throws SelectoError for what cannot be read, and where only code says a part of a domain
 */
export async function readForeignDomains(folder: string, shown: string): Promise<readonly ForeignDomain[]> {
  const absolute = resolve(folder, shown);
  const refuse = (code: string, why: string, next: string): SelectoError => new SelectoError({ code, what: `cannot import ${shown}`, why, next });
  if (!existsSync(absolute)) throw refuse("import-file-missing", "there is no such file", "name a file in YAML, JSON or Elixir");
  if (notationOf(absolute) === undefined && !isElixir(absolute))
    throw refuse("import-notation", "its name ends in no notation of domains", "name a .yaml, .yml, .json or .ex file");
  const root = isElixir(absolute) ? projectOf(absolute) : dirname(absolute);
  const path = relative(root, absolute).split(sep).join("/");
  const prefix = shown.endsWith(path) ? shown.slice(0, -path.length) : `${root}/`;
  const files = (await textsAround(root, path)).map((file): DomainFile => ({ path: prefix + file.path, text: file.text }));
  const own = prefix + path;
  const { readings } = readDomains(files);
  const found = readings.flatMap(({ domain }) => (domain?.file === own ? [domain] : []));
  const mistakes = readings.flatMap(({ diagnostics }) => diagnostics).filter((one) => one.position?.file === own);
  if (found.length === 0) throw noDomain(own, files, mistakes, refuse);
  return found.map((domain) => {
    const reading = findReading(domain, files);
    if (reading?.document === undefined) throw new Error(`${own} was read and gives no domain`);
    const [part, ...more] = codePartsOf(reading);
    if (part !== undefined)
      throw refuse(
        "domain-held-by-code",
        `${formatPosition(part.position)} ${part.path.join(".")}: ${part.reason}${more.length > 0 ? `, and ${more.length} more` : ""}`,
        `write it as data there, or export it there with --without-code: selecto domain export ${shellWord(domain.name)} --format yaml --without-code`,
      );
    const named = /"domain_module"\s*:\s*"(?:Elixir\.)?([A-Z][\w.]*)"/.exec(
      own.endsWith(".json") ? (files.find((one) => one.path === own)?.text ?? "") : "",
    )?.[1];
    return { domain, reading, module: isElixir(own) ? domain.aliases?.[0] : named };
  });
}

/** The file and those that it is read together with. */
async function textsAround(root: string, path: string): Promise<readonly DomainFile[]> {
  const tree = await openDiskTree(root);
  const beside = isElixir(path)
    ? await modulesNeeded(
        historyFiles(await tree.list(), (one) => readText(tree, one)),
        [path],
      )
    : [path.replace(/(\.\w+)$/, ".overlay$1")].filter((one) => existsSync(join(root, one)));
  const { texts, problems } = await readDomainTexts(tree, [path, ...beside]);
  const problem = problems.find(({ position }) => position?.file === path);
  if (problem !== undefined)
    throw new SelectoError({ code: problem.code, what: `cannot read ${basename(path)}`, why: problem.message, next: problem.next ?? "save it as UTF-8" });
  return texts;
}

/** The mix project around a file; its folder where there is none. */
function projectOf(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "mix.exs"))) return folder;
    if (dirname(folder) === folder) return dirname(file);
  }
}

function noDomain(
  own: string,
  files: readonly DomainFile[],
  mistakes: readonly Diagnostic[],
  refuse: (code: string, why: string, next: string) => SelectoError,
): SelectoError {
  const text = files.find(({ path }) => path === own)?.text ?? "";
  if (text.includes(`"${SNAPSHOT_FORMAT}"`))
    return refuse(
      "import-contract",
      "it holds what a domain publishes, not the domain",
      `selecto domain version compare --from ${shellWord(own)} compares with it; import an export of the domain`,
    );
  const fault = mistakes.find(({ severity }) => severity === "error") ?? mistakes[0];
  return fault === undefined
    ? refuse("import-no-domain", "no domain stands in it", "a domain has a `source` with a `source_table`")
    : refuse("import-unreadable", `${fault.position === undefined ? "" : `${formatPosition(fault.position)} `}${fault.message}`, fault.next ?? "mend the file");
}
