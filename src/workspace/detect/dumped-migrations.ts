/**
 * A dump that a migration tool keeps beside its migrations (`structure.sql` of Ecto) holds the schema up to
 * some of them, and says up to which. What it does not hold is applied on top of it.
 */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { nameOfPath, type FoundHistory, type HistoryFiles } from "../histories/history.ts";
import { plural, type SchemaSource } from "../layout.ts";

const NOTED = /\binsert\s+into\s+\S+\s*\(\s*"?version"?[^)]*\)\s*values\s*([^;]*);/gi;

/** The dump of a history and the migrations that are not in it, as one schema. */
export async function schemaOfDump(history: FoundHistory, dump: string, files: HistoryFiles): Promise<SchemaSource> {
  const left = await notIn(dump, history, files);
  return {
    label: left.length === 0 ? dump : `${dump}, ${history.folder}`,
    parts: [
      { kind: "files", files: [dump] },
      { kind: "history", history: { ...history, files: left } },
    ],
    patterns: [dump, history.folder],
  };
}

/** A schema as somebody named it: migrations that its dump holds do not run again. */
export async function withoutDumped(schema: SchemaSource, files: HistoryFiles): Promise<SchemaSource> {
  const named = new Set(schema.parts.flatMap((part) => (part.kind === "files" ? part.files : [])));
  const parts = await Promise.all(
    schema.parts.map(async (part) => {
      const dump = part.kind === "history" ? part.history.dump : undefined;
      if (part.kind !== "history" || dump === undefined || !named.has(dump)) return part;
      return { ...part, history: { ...part.history, files: await notIn(dump, part.history, files) } };
    }),
  );
  return { ...schema, parts };
}

/** What somebody should know about the dumps that a schema is read from. */
export async function dumpNotes(schema: SchemaSource, histories: readonly FoundHistory[], files: HistoryFiles): Promise<readonly Diagnostic[]> {
  const named = new Set(schema.parts.flatMap((part) => (part.kind === "files" ? part.files : [])));
  const notes = await Promise.all(
    histories.map(async (history): Promise<Diagnostic | undefined> => {
      const { dump } = history;
      if (dump === undefined || !named.has(dump)) return undefined;
      const left = await notIn(dump, history, files);
      const [first] = left;
      if (first === undefined) return undefined;
      const isOnTop = schema.parts.some((part) => part.kind === "history" && part.history.folder === history.folder);
      const count = `${plural(left.length, "migration")} of ${history.folder} ${left.length === 1 ? "is" : "are"} not in ${dump}, the first is ${nameOfPath(first)}`;
      return {
        code: "dump-behind",
        severity: isOnTop ? "info" : "warning",
        message: isOnTop ? `${count}; applied on top of it` : `${count}; left out`,
        position: { file: dump, line: 1, column: 1 },
        next: isOnTop ? "mix ecto.dump" : `mix ecto.dump, or name both in selecto.config.yaml: schema: [${dump}, ${history.folder}]`,
      };
    }),
  );
  return notes.filter((note) => note !== undefined);
}

/** Migrations whose version the dump does not note; none when it notes no version at all. */
async function notIn(dump: string, history: FoundHistory, files: HistoryFiles): Promise<readonly string[]> {
  const read = await files.text(dump);
  if (!read.ok) return [];
  const versions = new Set([...read.text.matchAll(NOTED)].flatMap(([, values = ""]) => [...values.matchAll(/\d+/g)].map(([digits]) => withoutZeros(digits))));
  return versions.size === 0 ? [] : history.files.filter((file) => !versions.has(withoutZeros(/^\d+/.exec(nameOfPath(file))?.[0] ?? "")));
}

function withoutZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, "");
}
