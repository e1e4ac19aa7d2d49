/** Reads the JSON configuration of pgtyped. One written in JavaScript is named, never run. */
import { z } from "zod";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { folderOf, historyProblem, nameOfPath, type HistoryFiles } from "../histories/history.ts";
import { comparePlaces } from "./path-words.ts";
import { joinInside, readPattern, selectPaths } from "./select-paths.ts";

export interface PgtypedProject {
  readonly file: string;
  readonly label: string;
  readonly files: readonly string[];
}

const configSchema = z.object({ srcDir: z.string(), transforms: z.array(z.object({ mode: z.string(), include: z.string().optional() })) });

/** The pgtyped projects of a tree that have .sql files. */
export async function findPgtyped(files: HistoryFiles): Promise<{ readonly projects: readonly PgtypedProject[]; readonly diagnostics: readonly Diagnostic[] }> {
  const named = files.paths.filter((path) => /pgtyped/i.test(nameOfPath(path)) && /\.(json|[cm]?[jt]s)$/.test(path) && !path.endsWith(".d.ts"));
  const plain = files.paths.filter((path) => nameOfPath(path) === "config.json");
  const parts = await Promise.all(
    [...named.filter((path) => path.endsWith(".json")), ...plain].toSorted((left, right) => comparePlaces(left, right)).map((path) => readProject(path, files)),
  );
  const code = named.filter((path) => !path.endsWith(".json") && /config/i.test(nameOfPath(path)));
  const diagnostics = code.map((path) =>
    historyProblem(
      path,
      "configuration-in-code",
      "this configuration of pgtyped is a program; it was not run",
      "name its folders under queries: in selecto.config.yaml",
      "info",
    ),
  );
  return { projects: parts.filter((project) => project !== undefined), diagnostics };
}

async function readProject(file: string, files: HistoryFiles): Promise<PgtypedProject | undefined> {
  const read = await files.text(file);
  if (!read.ok) return undefined;
  let data: unknown;
  try {
    data = JSON.parse(read.text);
  } catch {
    return undefined;
  }
  const parsed = configSchema.safeParse(data);
  if (!parsed.success) return undefined;
  const folder = joinInside(folderOf(file), parsed.data.srcDir);
  if (folder === undefined) return undefined;
  const patterns = parsed.data.transforms
    .filter((transform) => transform.mode === "sql")
    .flatMap((transform) => readPattern(transform.include ?? "**/*.sql", folder) ?? []);
  const selected = [...new Set(patterns.flatMap((pattern) => selectPaths(files.paths, pattern, [".sql"])))];
  return selected.length === 0 ? undefined : { file, label: folder === "" ? "." : folder, files: selected };
}
