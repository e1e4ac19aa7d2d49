/** Subjects from SQL text, as the reader of query files makes them. */
import type { Subject } from "../../src/model/subject.ts";
import { readQueries, toSubject } from "../../src/query/index.ts";

/** One subject per statement; named `q1`, `q2` ... where the text gives no name. The parser must be loaded. */
export function subjectsIn(...statements: readonly string[]): Subject[] {
  return readQueries(statements.map((text, at) => ({ path: `q${at + 1}.sql`, text }))).queries.map(toSubject);
}
