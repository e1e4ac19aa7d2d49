/**
 * A renamed column behind a field of a domain: the field stands in stored queries as text. Files get
 * edits, tables of the database a step of the migration, both with every copy of the name.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isOwnName, prefixesOf } from "../domain/query/field-spellings.ts";
import { openDomain } from "../domain/query/open-domain.ts";
import { renameFieldsStep, STORED_TABLES, type FieldRename, type StoredTable } from "../migration/saved-views.ts";
import type { Domain } from "../model/domain.ts";
import type { DocumentPath } from "../model/domain-query.ts";
import { nodeKey, parseNodeKey } from "../model/identity.ts";
import type { SourcePosition } from "../model/position.ts";
import type { SchemaState } from "../model/schema-state.ts";
import type { RewrittenPlace, SavedViewRewrite } from "../model/stored-rewrite.ts";
import type { Rename } from "../oracle/rename.ts";
import { editJson, readJson, readStored } from "../query/index.ts";
import type { SavedViewSources } from "../workspace/sources.ts";

export interface RewritePlan extends SavedViewRewrite {
  /** steps of the migration, one per table */
  readonly up: readonly string[];
  readonly down: readonly string[];
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

export interface RewriteInput {
  readonly renames: readonly Pick<Rename, "from" | "oldName" | "newName">[];
  readonly domains: readonly Domain[];
  readonly views: SavedViewSources;
  readonly schema: Pick<SchemaState, "facts">;
  readonly namespaces: readonly string[];
  readonly taken: boolean;
}

/** What to change; nothing is written yet. `undefined` where no stored query can name what was renamed. */
export function planRewrite({ renames, domains, views, schema, namespaces, taken }: RewriteInput): RewritePlan | undefined {
  const pages = renamesOfPages(renames, domains, views.contexts);
  const places: RewrittenPlace[] = [];
  const files = views.texts.flatMap(({ path, text }) => {
    const document = readJson(path, text);
    const edits = document.value === undefined ? [] : editsOf(readStored(document.value), pages, views.contexts);
    places.push(...edits.map(({ at, from, to, name }) => ({ name, from, to, position: document.position(at) })));
    return edits.length === 0
      ? []
      : [
          {
            path,
            text: editJson(
              text,
              edits.map(({ at, to }) => ({ at, value: to })),
            ),
          },
        ];
  });
  const list = [...pages].flatMap(([context, one]) => [...one].map(([from, to]): FieldRename => ({ context, from, to })));
  const tables = list.length === 0 ? [] : tablesIn(schema, namespaces);
  const back = list.map(({ context, from, to }): FieldRename => ({ context, from: to, to: from }));
  if (list.length === 0 || (places.length === 0 && tables.length === 0)) return undefined;
  return {
    taken,
    files,
    places: places.toSorted(byPlace),
    fields: list,
    tables: tables.map(({ namespace, name }) => `${namespace}.${name}`),
    up: tables.map((table) => renameFieldsStep(table, list, true)),
    down: tables.map((table) => renameFieldsStep(table, back, false)),
  };
}

/** Writes the files of a plan. */
export async function writeRewrite(folder: string, { files }: RewritePlan): Promise<void> {
  for (const { path, text } of files) {
    const bom = (await readFile(join(folder, path), "utf8")).startsWith("\uFEFF") && !text.startsWith("\uFEFF") ? "\uFEFF" : "";
    await writeFile(join(folder, path), bom + text);
  }
}

/** By page: each spelling of a renamed field, and what it is from now on. */
function renamesOfPages(
  renames: RewriteInput["renames"],
  domains: readonly Domain[],
  contexts: Readonly<Record<string, string>>,
): Map<string, Map<string, string>> {
  const pages = new Map<string, Map<string, string>>();
  for (const [context, name] of Object.entries(contexts).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const spelled = renamesOfDomain(
      renames,
      domains.find((one) => one.name === name),
    );
    if (spelled.size > 0) pages.set(context, spelled);
  }
  return pages;
}

function renamesOfDomain(renames: RewriteInput["renames"], domain: Domain | undefined): Map<string, string> {
  const opened = domain === undefined ? undefined : openDomain(domain);
  const spelled = new Map<string, string>();
  if (opened === undefined) return spelled;
  for (const { from, oldName, newName } of renames) {
    const { kind, path } = parseNodeKey(from);
    const [, table] = path;
    if (kind !== "column" || table === undefined) continue;
    for (const prefix of prefixesOf(opened, table)) if (prefix !== "" || !isOwnName(opened, oldName)) spelled.set(prefix + oldName, prefix + newName);
  }
  return spelled;
}

interface Edit {
  readonly name: string;
  readonly at: DocumentPath;
  readonly from: string;
  readonly to: string;
}

function editsOf(
  items: ReturnType<typeof readStored>,
  pages: ReadonlyMap<string, ReadonlyMap<string, string>>,
  contexts: Readonly<Record<string, string>>,
): Edit[] {
  return items.flatMap(({ name, context, domain, fields }) => {
    const page = context ?? Object.keys(contexts).find((one) => contexts[one] === domain);
    const spelled = page === undefined ? undefined : pages.get(page);
    return fields.flatMap(({ field, at }): Edit[] => {
      const to = spelled?.get(field);
      return to === undefined ? [] : [{ name, at, from: field, to }];
    });
  });
}

function tablesIn({ facts }: Pick<SchemaState, "facts">, namespaces: readonly string[]): StoredTable[] {
  const keys = new Set(facts.map(({ key }) => key));
  return STORED_TABLES.flatMap((table) =>
    namespaces
      .filter((namespace) => [table.content, table.context].every((column) => keys.has(nodeKey("column", namespace, table.name, column))))
      .map((namespace) => ({ ...table, namespace })),
  );
}

function byPlace(a: { position: SourcePosition }, b: { position: SourcePosition }): number {
  const [left, right] = [a.position, b.position];
  return left.file === right.file ? left.line - right.line || left.column - right.column : left.file < right.file ? -1 : 1;
}
