/**
 * For the benchmark alone: asking inside a transaction that will be rolled back: an error would abort the transaction and with
 * it every later question, so each question stands between savepoints.
 */
import type { Ask, Database, Reply } from "../src/model/database.ts";

/** The same session, its batches safe inside a transaction block. */
export function withSavepoints(database: Database): Database {
  return {
    ...database,
    async batch(asks: readonly Ask[]): Promise<Reply[]> {
      const guarded = asks.flatMap((ask): Ask[] => [
        { kind: "run", sql: "savepoint selecto_ask" },
        ask,
        { kind: "run", sql: "rollback to savepoint selecto_ask; release savepoint selecto_ask" },
      ]);
      const replies = await database.batch(guarded);
      return asks.map((_ask, at) => {
        const reply = replies[at * 3 + 1];
        if (reply === undefined) throw new Error("a question without a reply");
        return reply;
      });
    },
  };
}
