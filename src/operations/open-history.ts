/** The history of a session, for the time of one task. */
import { basename, dirname } from "node:path";
import { openHistory, type History } from "../history/open.ts";
import { makeOwnFolder } from "./own-folder.ts";
import type { Session } from "./session.ts";

export type { History } from "../history/open.ts";

/**
 * Runs a task with the history open and closes it afterwards.
 *
 * @param note gets one line when the history cannot be written, so that nobody wonders why nothing is remembered
 * @throws SelectoError `history-corrupt`, `history-newer`, `history-busy` ...: a damaged history is never passed over
 */
export async function withHistory<T>(session: Session, note: (line: string) => void, task: (history: History) => Promise<T>): Promise<T> {
  const folder = dirname(session.historyFile);
  makeOwnFolder(folder, basename(folder) === ".selecto" ? "*" : `${basename(session.historyFile)}*`);
  const history = await openHistory(session.historyFile);
  try {
    if (!history.writable) note(`the history ${session.historyFile} cannot be written: nothing is remembered`);
    return await task(history);
  } finally {
    history.close();
  }
}
