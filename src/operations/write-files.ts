/** Answers that go to files instead of stdout: whole or not at all, and a folder that selecto made is kept clean of what it does not write any more. */
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { SelectoError } from "../model/error.ts";

/** A file of a folder; its path has `/` between parts and stays inside. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** Lists what selecto wrote, so that the next run knows what it may replace. */
const LIST = "selecto-files.json";
const listShape = z.object({ files: z.array(z.string().regex(/^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/)) });

/** Writes one file; who reads it meanwhile sees the old text or the new one. */
export async function writeAnswer(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const partial = `${file}.${randomUUID()}.partial`;
  try {
    await writeFile(partial, text, { flag: "wx" });
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/**
 * Writes a folder of files. Files of an earlier run that are not among them are removed; files of anybody
 * else stay.
 *
 * @throws SelectoError `folder-not-ours` for a folder with files that selecto did not write
 */
export async function writeFolder(folder: string, files: readonly TextFile[]): Promise<void> {
  const before = await ownFiles(folder);
  for (const { path, text } of files) await writeAnswer(join(folder, path), text);
  const now = files.map(({ path }) => path).toSorted();
  await writeAnswer(join(folder, LIST), `${JSON.stringify({ files: now }, null, 2)}\n`);
  for (const path of before) if (!now.includes(path)) await rm(join(folder, path), { force: true });
}

async function ownFiles(folder: string): Promise<readonly string[]> {
  if (!existsSync(folder)) return [];
  const names = await readdir(folder);
  if (names.length === 0) return [];
  const list = names.includes(LIST) ? listShape.safeParse(parsed(await readFile(join(folder, LIST), "utf8"))) : undefined;
  if (list?.success === true) return list.data.files;
  throw new SelectoError({
    code: "folder-not-ours",
    what: `${folder} holds files that selecto did not write`,
    why: list === undefined ? `it has no ${LIST}` : `its ${LIST} cannot be read`,
    next: "name an empty folder, or a new one: --output DIR",
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
