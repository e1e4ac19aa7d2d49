/** Reads `sqlc.yaml` and `sqlc.json`, versions 1 and 2: which schema, which queries. Only PostgreSQL's blocks count. */
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { folderOf, historyProblem, nameOfPath, type HistoryFiles } from "../histories/history.ts";
import { comparePlaces } from "./path-words.ts";
import { joinInside } from "./select-paths.ts";

export interface SqlcProject {
  readonly file: string;
  /** files, folders or globs, relative to the workspace */
  readonly schema: readonly string[];
  readonly queries: readonly string[];
  /** schemas of further blocks that differ from the first */
  readonly otherSchemas: readonly string[];
}

const pathList = z.union([z.string().transform((path) => [path]), z.array(z.string())]);
const block = z.object({ engine: z.string().optional(), schema: pathList.optional(), queries: pathList.optional() });
const fileSchema = z.object({ sql: z.array(block).optional(), packages: z.array(block).optional() });

/** The sqlc projects of a tree, the most believable first. */
export async function findSqlc(files: HistoryFiles): Promise<{ readonly projects: readonly SqlcProject[]; readonly diagnostics: readonly Diagnostic[] }> {
  const paths = files.paths.filter((path) => /^sqlc\.(ya?ml|json)$/.test(nameOfPath(path))).toSorted((left, right) => comparePlaces(left, right));
  const parts = await Promise.all(paths.map((path) => readProject(path, files)));
  return { projects: parts.flatMap((part) => part.project ?? []), diagnostics: parts.flatMap((part) => part.diagnostics) };
}

async function readProject(file: string, files: HistoryFiles): Promise<{ project?: SqlcProject; diagnostics: readonly Diagnostic[] }> {
  const read = await files.text(file);
  if (!read.ok) return { diagnostics: [read.problem] };
  let data: unknown;
  try {
    data = parseYaml(read.text, { prettyErrors: false });
  } catch {
    return { diagnostics: [historyProblem(file, "sqlc-unreadable", "this configuration of sqlc is not YAML; it was left out", "mend it: sqlc vet")] };
  }
  const parsed = fileSchema.safeParse(data);
  if (!parsed.success)
    return {
      diagnostics: [
        historyProblem(
          file,
          "sqlc-unreadable",
          "this configuration of sqlc has an unknown form; it was left out",
          "name schema: and queries: in selecto.config.yaml",
          "warning",
        ),
      ],
    };
  const blocks = [...(parsed.data.sql ?? []), ...(parsed.data.packages ?? [])].filter((one) => (one.engine ?? "postgresql") === "postgresql");
  const diagnostics: Diagnostic[] = [];
  const inside = (written: readonly string[] | undefined): readonly string[] =>
    (written ?? []).flatMap((path) => {
      const joined = joinInside(folderOf(file), path);
      if (joined === undefined)
        diagnostics.push(
          historyProblem(
            file,
            "sqlc-outside",
            `sqlc names ${JSON.stringify(path)}, which is not in the workspace; it was left out`,
            "run selecto in the folder that holds both",
            "warning",
          ),
        );
      return joined ?? [];
    });
  const resolved = blocks.map((one) => ({ schema: inside(one.schema), queries: inside(one.queries) }));
  const [first] = resolved;
  if (first === undefined) return { diagnostics };
  const key = first.schema.join("\n");
  const queries = [...new Set(resolved.filter((one) => one.schema.join("\n") === key).flatMap((one) => one.queries))];
  const otherSchemas = [...new Set(resolved.filter((one) => one.schema.join("\n") !== key).map((one) => one.schema.join(", ")))];
  return { project: { file, schema: first.schema, queries, otherSchemas }, diagnostics };
}
