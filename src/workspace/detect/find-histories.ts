/** Every migration history of a tree, each folder claimed by the first tool that recognises it. */
import type { FoundHistory, HistoryFiles } from "../histories/history.ts";
import { HISTORY_READERS } from "../histories/readers.ts";
import { comparePlaces, otherDatabaseOf } from "./path-words.ts";

/**
 * All histories, the most believable first: real folders before those of tests and examples, shallow
 * before deep, then the order of the readers, then by name. The choice never depends on how many files
 * there are: a pull request that adds one must not change it.
 */
export async function findHistories(files: HistoryFiles): Promise<readonly FoundHistory[]> {
  const perReader = await Promise.all(HISTORY_READERS.map((reader) => reader.recognise(files)));
  const claimed = new Map<string, FoundHistory>();
  for (const found of perReader.flat()) {
    if (claimed.has(found.folder)) continue;
    const other = found.otherDatabase ?? otherDatabaseOf(found.folder);
    claimed.set(found.folder, other === undefined ? found : { ...found, otherDatabase: other });
  }
  const rank = new Map([...claimed.keys()].map((folder, index) => [folder, index]));
  return [...claimed.values()].toSorted((left, right) => comparePlaces(left.folder, right.folder, (folder) => rank.get(folder) ?? 0));
}
