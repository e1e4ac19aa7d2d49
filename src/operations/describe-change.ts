/** From `--drop`, `--rename`, `--retype` and `--sql` to a change on top of a state. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { SelectoError } from "../model/error.ts";
import { isLayer, type NodeKey } from "../model/identity.ts";
import type { JsonValue } from "../model/json.ts";
import type { SchemaState } from "../model/schema-state.ts";
import type { DescribedChange } from "./impact-of-states.ts";
import { describeEdit, splitPair, type Edit } from "./intended-edit.ts";
import type { Session } from "./session.ts";
import { findSubject, nameablesIn } from "./find-subject.ts";

export interface ChangeFlags {
  readonly sql?: string | undefined;
  readonly drop?: readonly string[] | undefined;
  readonly rename?: readonly string[] | undefined;
  readonly retype?: readonly string[] | undefined;
}

/** A change as it was asked for. Names are looked up only when it has to be judged: a remembered answer needs no schema. */
export interface ChangeRequest {
  /** equal for equal requests */
  readonly key: JsonValue;
  /** @throws SelectoError for names that do not exist */
  readonly resolve: (schema: SchemaState) => { readonly change: DescribedChange; readonly text: string };
}

/** What the flags ask for, or undefined when none describes a change. @throws SelectoError for flags that contradict each other */
export async function describeChange(session: Session, flags: ChangeFlags): Promise<ChangeRequest | undefined> {
  const { sql, drop = [], rename = [], retype = [] } = flags;
  const hasEdits = drop.length + rename.length + retype.length > 0;
  if (sql !== undefined && hasEdits)
    throw new SelectoError({
      code: "usage",
      what: "--sql and --drop, --rename or --retype exclude each other",
      why: "one change is judged at a time",
      next: "put everything into the SQL file",
    });
  if (sql !== undefined) {
    const text = await readFile(resolve(session.folder, sql), "utf8").catch(() => {
      throw new SelectoError({
        code: "file-unreadable",
        what: `cannot read ${sql}`,
        why: "there is no such file, or it may not be read",
        next: "name the file with the SQL of the change",
      });
    });
    return { key: ["sql", sql, text], resolve: () => ({ change: { kind: "script", script: { file: sql, text } }, text: sql }) };
  }
  if (!hasEdits) return undefined;
  return {
    key: ["edits", [...drop], [...rename], [...retype], [...session.namespaces]],
    resolve: (schema) => resolveEdits(schema, session.namespaces, { drop, rename, retype }),
  };
}

function resolveEdits(
  schema: SchemaState,
  namespaces: readonly string[],
  flags: Required<Pick<ChangeFlags, "drop" | "rename" | "retype">>,
): { change: DescribedChange; text: string } {
  const nameables = nameablesIn({ queries: [], domains: [] }, schema);
  const keyOf = (name: string): NodeKey => preferColumn(findSubject(name, nameables, namespaces).keys, name);
  const edits: Edit[] = [
    ...(flags.drop ?? []).map((name): Edit => ({ kind: "drop", key: keyOf(name) })),
    ...(flags.rename ?? []).map((text): Edit => {
      const [name, newName] = pair("rename", text, "users.name:users.full_name");
      return { kind: "rename", key: keyOf(name), newName };
    }),
    ...(flags.retype ?? []).map((text): Edit => {
      const [name, type] = pair("retype", text, "users.age:bigint");
      return { kind: "retype", key: keyOf(name), type };
    }),
  ];
  return { change: { kind: "edits", edits }, text: edits.map(describeEdit).join(", ") };
}

function preferColumn(keys: readonly NodeKey[], name: string): NodeKey {
  const found = keys.find((key) => !isLayer(key));
  if (found === undefined)
    throw new SelectoError({
      code: "subject-unknown",
      what: `${name} is no database object`,
      why: "only tables, columns and other objects of the schema can be changed",
      next: "name it as table or table.column",
    });
  return found;
}

function pair(flag: string, text: string, example: string): readonly [string, string] {
  const parts = splitPair(text);
  if (parts === undefined)
    throw new SelectoError({
      code: "usage",
      what: `--${flag} ${text} is not understood`,
      why: "it takes two parts with a colon between",
      next: `--${flag} ${example}`,
    });
  return parts;
}
