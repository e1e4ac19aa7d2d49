/** Schema as plain SQL files: dumps that tools write, `schema.sql`, folders of DDL. Found by name, checked by a look inside. */
import { folderOf, inFolder, nameOfPath, type HistoryFiles } from "../histories/history.ts";
import { comparePlaces, isIncidental, otherDatabaseOf } from "./path-words.ts";
import { looksLikeSchema } from "./sql-evidence.ts";

export interface SchemaFiles {
  readonly label: string;
  readonly files: readonly string[];
}

/** Names of files that hold a whole schema, the most telling first. */
const WHOLE_SCHEMA = [
  /^structure\.sql$/i,
  /^schema\.sql$/i,
  /^(dump|full|ddl|database|db)\.sql$/i,
  /[-_.](schema|ddl|structure)\.sql$/i,
  /^(init|create|create[-_]tables|tables)\.sql$/i,
];
const SCHEMA_FOLDER = /^(schemas?|ddl|tables|structure)$/i;
const LOOSE_FOLDER = /^(sql|db|database|postgres|postgresql|pg)$/i;

/**
 * All of them, the most believable first.
 *
 * @param isTaken tells files that belong to a history
 * @param loose also looks where a name says little (`sql/`, `db/`, the top folder) when nothing else is found
 */
export async function findSchemaFiles(files: HistoryFiles, isTaken: (path: string) => boolean, loose: boolean): Promise<readonly SchemaFiles[]> {
  const scripts = files.paths.filter((path) => path.toLowerCase().endsWith(".sql") && !isTaken(path) && otherDatabaseOf(path) === undefined);
  const wholeRank = (path: string): number => WHOLE_SCHEMA.findIndex((pattern) => pattern.test(nameOfPath(path)));
  const wholes = scripts.filter((path) => wholeRank(path) !== -1).toSorted((left, right) => comparePlaces(left, right, wholeRank));
  const kept = await filterSchema(files, wholes);
  const folders = await findFolders(files, scripts, SCHEMA_FOLDER);
  const found: SchemaFiles[] = [
    // A folder `schema/` at the top is the workspace's own word for it.
    ...folders.filter((folder) => folder.label === "schema"),
    ...kept.map((path) => ({ label: path, files: [path] })),
    ...folders.filter((folder) => folder.label !== "schema"),
  ];
  if (found.length > 0 || !loose) return found;
  const vague = await findFolders(files, scripts, LOOSE_FOLDER);
  if (vague.length > 0) return vague;
  const top = await filterSchema(
    files,
    scripts.filter((path) => folderOf(path) === ""),
  );
  return top.length === 0 ? [] : [{ label: top.length === 1 ? (top[0] ?? ".") : "*.sql", files: top }];
}

async function filterSchema(files: HistoryFiles, paths: readonly string[]): Promise<readonly string[]> {
  const looks = await Promise.all(paths.map((path) => files.text(path)));
  // A file that cannot be read is kept: it is reported when it is loaded, not passed over here.
  return paths.filter((_, index) => {
    const read = looks[index];
    return read !== undefined && (!read.ok || looksLikeSchema(read.text));
  });
}

/** The outermost folders with a telling name, with the schema files below them. */
async function findFolders(files: HistoryFiles, scripts: readonly string[], name: RegExp): Promise<readonly SchemaFiles[]> {
  const groups = new Map<string, string[]>();
  for (const path of scripts) {
    const segments = folderOf(path).split("/");
    const index = segments.findIndex((segment) => name.test(segment));
    if (index === -1) continue;
    const folder = segments.slice(0, index + 1).join("/");
    if (isIncidental(path) && !isIncidental(folder)) continue;
    groups.set(folder, [...(groups.get(folder) ?? []), path]);
  }
  const found = await Promise.all([...groups].map(async ([label, paths]) => ({ label, files: await filterSchema(files, paths) })));
  return found.filter((one) => one.files.length > 0).toSorted((left, right) => comparePlaces(inFolder(left.label, "x"), inFolder(right.label, "x")));
}
