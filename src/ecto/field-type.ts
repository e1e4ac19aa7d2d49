/** Ecto's types as text, and which declared types of a column fit each. Asks no database; a type that only its module knows fits everything. */
import type { Evaluator } from "../elixir/evaluate.ts";
import type { ElixirModule } from "../elixir/modules.ts";
import { entriesOf, nameOf, valueAt, type ElixirValue } from "../elixir/value.ts";
import type { JsonValue } from "../model/json.ts";

export interface FieldType {
  readonly text: string;
  /** in the words of `typeAgrees`; empty: not compared */
  readonly accepts: readonly JsonValue[];
  readonly values?: readonly string[];
}

/** Columns that `Ecto.Type.load` reads: more than the same word means in a domain. Writing may be pickier; that is a doubt, and no fault. */
const ACCEPTS: Readonly<Record<string, readonly string[]>> = {
  // Postgrex takes any bytes for a text; a uuid is sixteen of them.
  binary: ["binary", "string", "uuid"],
  binary_id: ["uuid", "binary"],
  map: ["map"],
  integer: ["integer"],
  id: ["id"],
  float: ["float", "integer"],
  decimal: ["decimal", "float", "integer"],
  string: ["string"],
  boolean: ["boolean"],
  date: ["date"],
  time: ["time"],
  time_usec: ["time"],
  naive_datetime: ["utc_datetime"],
  naive_datetime_usec: ["utc_datetime"],
  utc_datetime: ["utc_datetime"],
  utc_datetime_usec: ["utc_datetime"],
  duration: ["interval"],
};

/** What Ecto itself brings. */
const MODULES: Readonly<Record<string, readonly string[]>> = { "Ecto.UUID": ["uuid", "binary"] };

export interface TypeNames {
  readonly evaluator: Evaluator;
  readonly find: (name: string) => ElixirModule | undefined;
}

/** A type of Ecto's own: `string`. */
export function baseType(name: string): FieldType {
  return { text: `:${name}`, accepts: ACCEPTS[name] ?? [] };
}

/** @param options what stands behind the type: the values of an enum */
export function fieldType(value: ElixirValue, options: ElixirValue | undefined, names: TypeNames): FieldType {
  switch (value.kind) {
    case "atom":
      return baseType(value.name);
    case "module":
      return value.name === "Ecto.Enum" ? enumType(options) : { text: value.name, accepts: moduleAccepts(value, names) };
    case "tuple": {
      const [kind, inner] = value.items;
      if (nameOf(kind) === "map") return { text: `{:map, ${inner === undefined ? "" : fieldType(inner, options, names).text}}`, accepts: ["map"] };
      if (nameOf(kind) !== "array" || inner === undefined) break;
      const of = fieldType(inner, options, names);
      // A list also goes into a JSON column; arrays of PostgreSQL have one type for any number of dimensions.
      const accepts = of.accepts.length === 0 ? [] : [...of.accepts.map((one): JsonValue => (Array.isArray(one) ? one : ["array", one])), "map"];
      return { ...of, text: `{:array, ${of.text}}`, accepts };
    }
    default:
  }
  return { text: "a type that was not read", accepts: [] };
}

/** Labels as they are written to the database. */
function enumType(options: ElixirValue | undefined): FieldType {
  const listed = valueAt(options, "values");
  const entries = entriesOf(listed);
  const held = entries !== undefined && entries.length > 0 ? entries.map(({ value }) => value) : listed?.kind === "list" ? listed.items : undefined;
  const text = "Ecto.Enum";
  if (held === undefined || held.length === 0) return { text, accepts: [] };
  if (held.every((one) => one.kind === "number")) return { text, accepts: ["integer"] };
  const labels = held.map(nameOf);
  return labels.includes(undefined) ? { text, accepts: [] } : { text, accepts: ["string"], values: labels.flatMap((one) => one ?? []) };
}

/** `def type, do: :string` of a type of the project. */
function moduleAccepts(value: Extract<ElixirValue, { kind: "module" }>, names: TypeNames): readonly JsonValue[] {
  const known = MODULES[value.name];
  const module = names.find(value.name);
  if (known !== undefined || module === undefined) return known ?? [];
  const type = names.evaluator.callFunction(module, "type", [], value);
  return type === undefined || type.kind === "module" ? [] : fieldType(type, undefined, names).accepts;
}

/** An embed is JSON; many of them may as well be an array of it. */
export function embedType(many: boolean, related: string): FieldType {
  return { text: many ? `embeds_many ${related}` : `embeds_one ${related}`, accepts: many ? ["map", ["array", "map"]] : ["map"] };
}
