import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { JsonObject } from "../../src/model/json.ts";
import { anySnapshot, minute, reversed, variant, withHistory } from "./support.ts";

const throughText = (value: unknown): JsonObject => JSON.parse(JSON.stringify(value, null, 2));

describe("an exported snapshot", () => {
  it("is imported as the same snapshot elsewhere", async () => {
    await withHistory((here) =>
      withHistory((there) => {
        fc.assert(
          fc.property(anySnapshot, (state) => {
            const { snapshot } = here.put(state, { createdAt: minute(0), engine: "PostgreSQL 18.6 (embedded)", again: true });
            const document = throughText(here.exportSnapshot(snapshot.id));
            expect(there.importSnapshot(document).snapshot).toEqual(snapshot);
            expect(there.get(snapshot.id)).toEqual(here.get(snapshot.id));
            expect(there.importSnapshot(document)).toMatchObject({ outcome: "unchanged", objects: 0 });
            expect(JSON.stringify(there.exportSnapshot(snapshot.id))).toBe(JSON.stringify(document));
          }),
          { numRuns: 40 },
        );
        expect(there.fsck().findings).toEqual([]);
      }),
    );
  });

  it("is the same text whatever the order of what went in", async () => {
    const texts: string[] = [];
    for (const state of [variant(1), reversed(variant(1))]) {
      await withHistory((history) => {
        texts.push(JSON.stringify(history.exportSnapshot(history.put(state, { createdAt: minute(0), label: "base" }).snapshot.id), null, 2));
      });
    }
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).toMatch(/^\{\n {2}"createdAt": "2026-01-01T00:00:00.000Z",\n {2}"fingerprint"/);
  });

  it("leaves off a label that is taken", async () => {
    await withHistory(async (history) => {
      const document = await withHistory((other) => other.exportSnapshot(other.put(variant(2), { createdAt: minute(0), label: "base" }).snapshot.id));
      history.put(variant(1), { createdAt: minute(0), label: "base" });
      expect(history.importSnapshot(document).snapshot.label).toBeUndefined();
      expect(history.resolve("base").fingerprint).toBe(variant(1).schema.fingerprint);
    });
  });

  it("is refused when any part of it was altered", async () => {
    await withHistory((history) => {
      const { snapshot } = history.put(variant(1), { createdAt: minute(0), gitCommit: "abc" });
      const text = JSON.stringify(history.exportSnapshot(snapshot.id));
      history.prune({ keep: 0 });
      const altered: [string, string][] = [
        ['"c3"', '"c4"'],
        ['"type":"text"', '"type":"uuid"'],
        ['"_position":5', '"_position":6'],
        ['"text":"the working tree: schema.sql"', '"text":"the working tree"'],
        [snapshot.createdAt, minute(1)],
        ['"gitCommit":"abc"', '"gitCommit":"abd"'],
        [snapshot.fingerprint, `s1:pg18:${"0".repeat(64)}`],
        [`"root":"${snapshot.root}"`, `"root":"${"0".repeat(64)}"`],
        [`"id":"${snapshot.id}"`, `"id":"${"0".repeat(64)}"`],
        ['"createdAt"', `"parent":"${"0".repeat(64)}","createdAt"`],
      ];
      for (const [before, after] of altered) {
        const other = before === '"c3"' ? text.replace(".c3", ".c33") : text.replace(before, after);
        expect(other).not.toBe(text);
        expect(() => history.importSnapshot(JSON.parse(other))).toThrow(expect.objectContaining({ code: "snapshot-altered", exit: 2 }));
      }
      expect(history.list()).toEqual([]);
      expect(history.importSnapshot(JSON.parse(text)).snapshot).toEqual(snapshot);
    });
  });

  it.each<[string, unknown, string]>([
    ["nothing", null, "snapshot-unreadable"],
    ["a list", [], "snapshot-unreadable"],
    ["another format", { format: "other", version: 1 }, "snapshot-unreadable"],
    ["a newer version", { format: "selecto.snapshot", version: 2, anything: true }, "snapshot-newer"],
    ["no content", { format: "selecto.snapshot", version: 1 }, "snapshot-unreadable"],
  ])("is refused with words when it is %s", async (_what, document, code) => {
    await withHistory((history) => {
      expect(() => history.importSnapshot(throughText(document))).toThrow(expect.objectContaining({ code, exit: 2 }));
    });
  });

  it.each([
    ["two facts of one key", (state: { schema: { facts: unknown[] } }): void => void state.schema.facts.push(state.schema.facts[0])],
    ["a fact without a payload", (state: { schema: { facts: unknown[] } }): void => void state.schema.facts.push({ key: "a:b" })],
  ])("is refused with words when it has %s", async (_what, damage) => {
    await withHistory((history) => {
      const document = JSON.parse(JSON.stringify(history.exportSnapshot(history.put(variant(1), { createdAt: minute(0) }).snapshot.id)));
      damage(document.state);
      expect(() => history.importSnapshot(document)).toThrow(expect.objectContaining({ code: "snapshot-unreadable" }));
    });
  });
});
