/** The files that domains of the working tree are made of: read together, edited together, written together. */
import { join } from "node:path";
import type { DomainFile } from "../domain/notations/notation.ts";
import { readDomains } from "../domain/read-domain.ts";
import type { Domain } from "../model/domain.ts";
import { readDomainTexts } from "../workspace/sources.ts";
import type { Session } from "./session.ts";
import { writeAnswer } from "./write-files.ts";

/** Domain files with their overlays and the modules that they call; what cannot be read is not among them. */
export async function readDomainFiles({ tree, layout }: Pick<Session, "tree" | "layout">): Promise<readonly DomainFile[]> {
  return (await readDomainTexts(tree, layout.domains)).texts;
}

/** The domains that these files give, also those that share a name; no schema is needed for that. */
export function domainsIn(files: readonly DomainFile[]): readonly Domain[] {
  return readDomains(files).readings.flatMap(({ domain }) => domain ?? []);
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
