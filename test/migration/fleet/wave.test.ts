/** Whose turn it is: canaries alone and first, then so many at a time, until one fails. */
import { describe, expect, it } from "@jest/globals";
import { runWave, type WaveOptions } from "../../../src/migration/fleet/wave.ts";

const tenants = ["a", "b", "c", "d", "e", "f"];

/** What happened, and how many turns were running at once. */
async function ride(options: Partial<WaveOptions<string>>, failing: readonly string[] = []): Promise<{ turns: string[]; most: number }> {
  const turns: string[] = [];
  let running = 0;
  let most = 0;
  await runWave(tenants, {
    canaries: 1,
    parallel: 3,
    continueOnError: false,
    turn: async (tenant, canary) => {
      turns.push(canary ? `${tenant}!` : tenant);
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return !failing.includes(tenant);
    },
    ...options,
  });
  return { turns, most };
}

describe("the wave", () => {
  it("lets the canaries go alone, then the others together", async () => {
    expect(await ride({ canaries: 2 })).toEqual({ turns: ["a!", "b!", "c", "d", "e", "f"], most: 3 });
    expect(await ride({ canaries: 6 })).toMatchObject({ most: 1 });
    expect(await ride({ canaries: 0, parallel: 9 })).toMatchObject({ most: 6 });
  });

  it("ends with a canary that fails, whatever was asked for", async () => {
    expect((await ride({}, ["a"])).turns).toEqual(["a!"]);
    expect((await ride({ canaries: 2, continueOnError: true }, ["b"])).turns).toEqual(["a!", "b!"]);
  });

  it("starts nobody after a failure, and lets those that run come to their end", async () => {
    expect((await ride({ parallel: 2 }, ["b"])).turns).toEqual(["a!", "b", "c"]);
    expect((await ride({ continueOnError: true }, ["b", "c"])).turns).toEqual(["a!", "b", "c", "d", "e", "f"]);
  });

  it("starts nobody after an interrupt", async () => {
    const abort = new AbortController();
    const turns: string[] = [];
    await runWave(tenants, {
      canaries: 1,
      parallel: 1,
      continueOnError: false,
      signal: abort.signal,
      turn: async (tenant) => {
        turns.push(tenant);
        if (tenant === "b") abort.abort();
        return Promise.resolve(true);
      },
    });
    expect(turns).toEqual(["a", "b"]);
  });
});
