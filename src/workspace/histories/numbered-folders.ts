/** Folders of numbered .sql files: what several tools have in common. Which tool it is, the text of a file says. */
import { compareDigits, compareText } from "./order.ts";
import { historyProblem, inFolder, type FoundHistory, type HistoryFiles } from "./history.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";

/** `0012_add_users.sql`, `20240102030405-x.sql`; not one half of a pair. */
const NUMBERED = /^(\d+)[^/]*\.sql$/i;
const HALF = /[._-](up|down|do|undo|rollback|revert)\.sql$/i;

/** How many files are looked at before a folder is believed not to be the tool's. */
const SAMPLE = 3;

/** Folders with numbered .sql files of which one of the first few carries the tool's mark. */
export async function findMarkedFolders(files: HistoryFiles, tool: string, mark: RegExp, codeFile?: RegExp): Promise<readonly FoundHistory[]> {
  const candidates = [...files.folders].map(async ([folder, names]): Promise<FoundHistory | undefined> => {
    const scripts = names.filter(isNumberedScript);
    const sample = await Promise.all(scripts.slice(0, SAMPLE).map((name) => files.text(inFolder(folder, name))));
    if (!sample.some((read) => read.ok && mark.test(read.text))) return undefined;
    const code = codeFile === undefined ? [] : names.filter((name) => codeFile.test(name)).map((name) => inFolder(folder, name));
    return { tool, folder, files: scripts.map((name) => inFolder(folder, name)), ...(code.length > 0 ? { code } : {}) };
  });
  return (await Promise.all(candidates)).filter((found) => found !== undefined);
}

export function isNumberedScript(name: string): boolean {
  return NUMBERED.test(name) && !HALF.test(name);
}

/** The digits in front of a file name, empty when there are none. */
function numberOf(path: string): string {
  return /(?:^|\/)(\d+)[^/]*$/.exec(path)?.[1] ?? "";
}

/** By number, then by name. */
export function byNumber(left: string, right: string): number {
  return compareDigits(numberOf(left), numberOf(right)) || compareText(left, right);
}

/** Two migrations with one number: the tool refuses or takes only one of them. `files` is in order. */
export function duplicateNumbers(tool: string, files: readonly string[]): readonly Diagnostic[] {
  return files.flatMap((file, index) => {
    const before = files[index - 1];
    if (before === undefined || compareDigits(numberOf(before), numberOf(file)) !== 0) return [];
    return [
      historyProblem(file, "migration-number-twice", `${tool} knows the number ${numberOf(file)} already from ${before}`, "give one of the two another number"),
    ];
  });
}
