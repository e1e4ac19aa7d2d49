/**
 * Queries of `.sql` files: every statement becomes a query with a name of its own. Knows names across
 * files; reads nothing from the disk.
 */
import type { Diagnostic } from "../model/diagnostic.ts";
import { formatPosition } from "../model/position.ts";
import type { Query } from "../model/subject.ts";
import { type Draft, draftQueries, type DraftFile, type QueryFile } from "./draft.ts";

export interface QueriesRead {
  /** in the order of the files and of their statements */
  readonly queries: readonly Query[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads queries from texts (BOM, CRLF and broken characters included). Names come from `-- name: x` or
 * pgtyped's `@name`, else from the file. No statement is dropped: one that does not parse or whose name
 * is taken stays, so that it is counted. The SQL parser must be loaded.
 */
export function readQueries(files: readonly QueryFile[]): QueriesRead {
  const read = files.map(draftQueries);
  const diagnostics = read.flatMap((file) => file.diagnostics);
  const names = new Map<Draft, string>();
  const taken = new Map<string, Draft>();
  const claim = (file: DraftFile, draft: Draft, name: string): boolean => {
    const holder = taken.get(name);
    const key = holder === undefined ? name : freeName(`${file.path}:${name}`, taken);
    names.set(draft, key);
    taken.set(key, draft);
    if (holder === undefined) return true;
    diagnostics.push({
      code: "query-duplicate-name",
      severity: draft.name === undefined ? "warning" : "error",
      message: `the name ${name} is taken by ${formatPosition(holder.position)}; this query is called ${key}`,
      position: draft.position,
      next: "Give it a name of its own with `-- name: ...`.",
    });
    return false;
  };

  // What the text names comes first: a file's name must not take it away.
  for (const file of read) for (const draft of file.drafts) if (draft.name !== undefined) claim(file, draft, draft.name);
  for (const file of read) {
    const unnamed = file.drafts.filter((draft) => draft.name === undefined);
    unnamed.forEach((draft, index) => claim(file, draft, index === 0 ? baseName(file.path) : `${baseName(file.path)}_${index + 1}`));
    const first = unnamed[0];
    if (first === undefined || file.drafts.length === 1) continue;
    const shown = unnamed.map((draft) => names.get(draft)).join(", ");
    diagnostics.push({
      code: "query-unnamed",
      severity: "info",
      message: `${unnamed.length === 1 ? "1 statement without a name is" : `${unnamed.length} statements without a name are`} called ${shown}`,
      position: first.position,
    });
  }
  const queries = read.flatMap((file) => file.drafts.map((draft) => ({ ...draft, name: names.get(draft) ?? file.path })));
  return { queries, diagnostics };
}

function freeName(wanted: string, taken: ReadonlyMap<string, Draft>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}_${count}`;
  return name;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.sql$/i, "");
}
