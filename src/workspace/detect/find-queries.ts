/** Folders of queries where no tool's configuration names them: by the folder's name, and for a loose name by a look inside. */
import { folderOf, type HistoryFiles } from "../histories/history.ts";
import type { QueryFolder } from "../layout.ts";
import { comparePlaces, isIncidental, otherDatabaseOf } from "./path-words.ts";
import { looksLikeQueries, looksLikeSchema } from "./sql-evidence.ts";

const QUERY_FOLDER = /^(quer(y|ies)|named[-_]?queries)$/i;
const LOOSE_FOLDER = /^(sql|sqls|statements|reports)$/i;

interface Candidate {
  readonly path: string;
  readonly folder: string;
  /** the folder's name says that queries are in it */
  readonly sure: boolean;
}

/** Query folders, by name. `isTaken` tells files that belong to the schema or to a history. */
export async function findQueryFolders(files: HistoryFiles, isTaken: (path: string) => boolean): Promise<readonly QueryFolder[]> {
  const candidates = files.paths.flatMap((path) => (isTaken(path) ? [] : (candidateOf(path) ?? [])));
  // Asked for together: a commit answers them with one process.
  const reads = await Promise.all(candidates.map(({ path }) => files.text(path)));
  const groups = new Map<string, string[]>();
  for (const [index, { path, folder, sure }] of candidates.entries()) {
    const read = reads[index];
    const isQuery = read?.ok === true ? looksLikeQueries(read.text) || (sure && !looksLikeSchema(read.text)) : sure;
    if (isQuery) groups.set(folder, [...(groups.get(folder) ?? []), path]);
  }
  return [...groups].map(([label, paths]) => ({ label, files: paths })).toSorted((left, right) => comparePlaces(left.label, right.label));
}

function candidateOf(path: string): Candidate | undefined {
  if (!path.toLowerCase().endsWith(".sql") || isIncidental(path) || otherDatabaseOf(folderOf(path)) !== undefined) return undefined;
  const segments = folderOf(path).split("/");
  const sure = segments.findIndex((segment) => QUERY_FOLDER.test(segment));
  const index = sure === -1 ? segments.findIndex((segment) => LOOSE_FOLDER.test(segment)) : sure;
  return index === -1 ? undefined : { path, folder: segments.slice(0, index + 1).join("/"), sure: sure !== -1 };
}
