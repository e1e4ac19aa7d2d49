/** `$1`, `$2` ...: every value of a condition gets one, a named parameter keeps the one it has. */
import type { Binding } from "../../model/domain-query.ts";
import type { JsonValue } from "../../model/json.ts";
import type { Binder } from "../probe/draft.ts";

/** @param known values of named parameters; a name without one stays open for whoever runs the query */
export function createBinder(bindings: Binding[], known: ReadonlyMap<string, JsonValue>): Binder & { forget(from: number): void } {
  const numbers = new Map<string, string>();
  const next = (binding: Binding): string => `$${bindings.push(binding)}`;
  return {
    value: (value) => next({ kind: "value", value }),
    parameter(name) {
      const given = numbers.get(name);
      if (given !== undefined) return given;
      const value = known.get(name);
      const number = next(value === undefined ? { kind: "parameter", name } : { kind: "value", value });
      numbers.set(name, number);
      return number;
    },
    /** what was bound for a part that is not written after all */
    forget(from) {
      bindings.length = from;
      for (const [name, number] of numbers) if (Number(number.slice(1)) > from) numbers.delete(name);
    },
  };
}
