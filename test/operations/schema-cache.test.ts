/** Which schema is remembered for which shadow. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { schemaOf } from "../../src/operations/schema-cache.ts";
import type { StateSource } from "../../src/operations/state-source.ts";
import { loadParser } from "../../src/sql/index.ts";
import { withHistory } from "../history/support.ts";
import { openShadowPool } from "../oracle/shadow-pool.ts";

const pool = openShadowPool();
beforeAll(() => loadParser());
afterAll(() => pool.close());

it("what one major read is not remembered for another, and nothing for a server that nobody has asked", async () => {
  const source: StateSource = {
    origin: { kind: "files", text: "the files" },
    recipe: { kind: "files", scripts: [{ file: "schema.sql", text: "create table t (a int);" }] },
    inputHash: "x",
    files: [],
    queries: [],
    domains: [],
    diagnostics: [],
  };
  await withHistory(async (history) => {
    const opened = async (major?: number): Promise<number> => {
      let count = 0;
      await schemaOf(source, { ...(major !== undefined && { major }), open: () => ((count += 1), pool.open()) }, history);
      return count;
    };
    expect([await opened(), await opened()]).toEqual([1, 0]);
    expect([await opened(15), await opened(15), await opened()]).toEqual([1, 0, 0]);
    expect([await opened(0), await opened(0)]).toEqual([1, 1]);
  });
});
