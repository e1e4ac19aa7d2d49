/** The views of a kept version in the schema files of the workspace, so that the next migration does not take them for something to drop. */
import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Session } from "./session.ts";
import { writeAnswer } from "./write-files.ts";

const OPEN = (namespace: string): string => `-- selecto keeps ${namespace}: from here`;
const CLOSE = (namespace: string): string => `-- selecto keeps ${namespace}: to here`;

/**
 * Into a file of its own where the schema is a folder of several files, else behind what the file says.
 *
 * @returns the file, relative to the workspace; undefined where no schema file says what the schema is
 */
export async function writeKeptSchema(session: Session, namespace: string, text: string, dryRun: boolean): Promise<string | undefined> {
  const files = schemaFiles(session);
  const [first] = files;
  if (first === undefined) return undefined;
  const file = files.length === 1 ? first : join(dirname(first), `zz_${namespace}.sql`);
  const path = join(session.folder, file);
  const before = existsSync(path) ? `${(await readFile(path, "utf8")).trimEnd()}\n\n` : "";
  if (!dryRun) await writeAnswer(path, `${before}${OPEN(namespace)}\n${text.trimEnd()}\n${CLOSE(namespace)}\n`);
  return file;
}

/** Takes the views out again. @returns the file that held them, relative to the workspace */
export async function removeKeptSchema(session: Session, namespace: string, dryRun: boolean): Promise<string | undefined> {
  for (const file of schemaFiles(session)) {
    const path = join(session.folder, file);
    const text = await readFile(path, "utf8");
    const [from, to] = [text.indexOf(OPEN(namespace)), text.indexOf(CLOSE(namespace))];
    if (from < 0 || to < from) continue;
    const rest = `${text.slice(0, from).trimEnd()}\n${text.slice(to + CLOSE(namespace).length)}`.trim();
    if (dryRun) return file;
    if (rest === "") await rm(path);
    else await writeAnswer(path, `${rest}\n`);
    return file;
  }
  return undefined;
}

function schemaFiles({ layout }: Session): readonly string[] {
  return (layout.schema?.parts ?? []).flatMap((part) => (part.kind === "files" ? part.files : []));
}
