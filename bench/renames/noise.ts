/**
 * Changes that are no renames: in a real schema a column goes and an unrelated one comes, taken from
 * another table, half of them in the very same place. Seeded, so that everybody gets the same.
 */
import { nodeKey, parseNodeKey } from "../../src/model/identity.ts";
import { showJson } from "../../src/model/json.ts";
import type { Fact } from "../../src/model/schema-state.ts";
import type { Collected, RenameCase } from "./collect.ts";

export function* noise({ finals }: Collected, count: number, seed: number): Generator<RenameCase> {
  const random = generator(seed);
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  for (let made = 0; made < count;) {
    const final = pick(finals);
    const columns = final?.facts.filter((fact) => fact.key.startsWith("column:")) ?? [];
    const [gone, model] = [pick(columns), pick(columns)];
    if (final === undefined || gone === undefined || model === undefined || gone.parent === model.parent || gone.parent === undefined) continue;
    const siblings = columns.filter((column) => column.parent === gone.parent);
    const name = lastName(model);
    if (siblings.some((column) => lastName(column) === name) || siblings.length < 2) continue;
    made++;
    const from = final.facts.filter((fact) => fact.key === gone.parent || fact.parent === gone.parent || siblings.some((column) => column.key === fact.parent));
    const last = Math.max(...siblings.map((column) => Number(column.payload["_position"])));
    const [namespace = "", table = ""] = parseNodeKey(gone.key).path;
    const come: Fact = {
      key: nodeKey("column", namespace, table, name),
      parent: gone.parent,
      payload: { ...model.payload, _position: random() < 0.5 ? Number(gone.payload["_position"]) : last + 1 },
    };
    yield { project: final.project, file: `noise ${made}`, from, to: [...from.filter((fact) => !standsOn(fact, gone)), come], truth: [] };
  }
}

function standsOn(fact: Fact, column: Fact): boolean {
  return fact.key === column.key || fact.parent === column.key || new RegExp(`\\b${lastName(column)}\\b`).test(showJson(fact.payload["def"]));
}

function lastName(column: Fact): string {
  return parseNodeKey(column.key).path.at(-1) ?? "";
}

/** Park and Miller's: the same numbers everywhere. */
function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
