/** Reviving a shadow and finding who ended it. No PostgreSQL here: a fake that dies on certain items. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { ShadowDied, type Database } from "../../src/model/database.ts";
import { askSurviving, openShadow } from "../../src/oracle/shadow.ts";

function fake(): Database {
  const unused = (): never => {
    throw new Error("not asked");
  };
  return {
    engine: { kind: "embedded", version: "18.6", major: 18 },
    query: unused,
    exec: unused,
    batch: unused,
    connect: unused,
    close: () => Promise.resolve(),
  };
}

describe("askSurviving", () => {
  it("law: whoever ends the shadow is condemned, everybody else is answered, in order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 40 }), async (deadly) => {
        const dead = new Set<Database>();
        const shadow = await openShadow(() => Promise.resolve(fake()));
        const items = deadly.map((kills, at) => ({ kills, at }));
        const ask = (database: Database, some: readonly { kills: boolean; at: number }[]): Promise<string[]> => {
          expect(dead.has(database)).toBe(false);
          if (!some.some((item) => item.kills)) return Promise.resolve(some.map((item) => `ok ${item.at}`));
          dead.add(database);
          return Promise.reject(new ShadowDied("crashed", "gone"));
        };
        const answers = await askSurviving(shadow, items, ask, (item) => `condemned ${item.at}`);
        expect(answers).toEqual(items.map((item) => `${item.kills ? "condemned" : "ok"} ${item.at}`));
        expect(dead.has(shadow.database)).toBe(false);
      }),
    );
  });

  it("passes on what is no death", async () => {
    const shadow = await openShadow(() => Promise.resolve(fake()));
    await expect(
      askSurviving(
        shadow,
        [1],
        () => Promise.reject(new Error("a bug")),
        () => 0,
      ),
    ).rejects.toThrow("a bug");
    expect(shadow.deaths).toBe(0);
  });
});

describe("a revived shadow", () => {
  it("is the recipe and every step since, in order", async () => {
    const log: string[] = [];
    const shadow = await openShadow(() => {
      log.push("open");
      return Promise.resolve(fake());
    });
    const first = shadow.database;
    shadow.onRevive(() => Promise.resolve(void log.push("one")));
    shadow.onRevive(() => Promise.resolve(void log.push("two")));
    expect(log).toEqual(["open"]);
    await shadow.revive();
    expect(log).toEqual(["open", "open", "one", "two"]);
    expect(shadow.database).not.toBe(first);
    expect(shadow.deaths).toBe(1);
  });
});
