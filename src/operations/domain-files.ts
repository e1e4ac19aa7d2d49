/** The files that domains of the working tree are made of: read together, edited together, written together. */
import { join } from "node:path";
import type { DomainFile } from "../domain/notations/notation.ts";
import { readText } from "../workspace/file-tree.ts";
import type { Session } from "./session.ts";
import { writeAnswer } from "./write-files.ts";

/** Domain files with their overlays and the modules that they call; what cannot be read is not among them. */
export async function readDomainFiles({ tree, layout }: Pick<Session, "tree" | "layout">): Promise<readonly DomainFile[]> {
  const reads = await Promise.all(layout.domains.map(async (path) => ({ path, read: await readText(tree, path) })));
  return reads.flatMap(({ path, read }) => (read.ok ? [{ path, text: read.text }] : []));
}

/** The text of one of them; empty for a file that is not there. */
export function textOf(files: readonly DomainFile[], path: string): string {
  return files.find((one) => one.path === path)?.text ?? "";
}

/** These files in the place of their former texts. */
export function withTexts(files: readonly DomainFile[], edited: readonly DomainFile[]): readonly DomainFile[] {
  return files.map((file) => edited.find(({ path }) => path === file.path) ?? file);
}

/** Paths are relative to the workspace. */
export async function writeDomainFiles({ folder }: Pick<Session, "folder">, files: readonly DomainFile[]): Promise<void> {
  for (const { path, text } of files) await writeAnswer(join(folder, path), text);
}
