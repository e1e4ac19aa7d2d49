/** Functions of `Enum`, `List` and `Keyword` over lists and maps that were read wholly. */
import { atom, entriesOf, identityOf, truthOf, type ElixirValue, type Origin } from "./value.ts";

export type Library = (args: readonly ElixirValue[], at: Origin) => ElixirValue | undefined;

/** The items of a list, or the pairs of a map; `undefined` of anything else. */
export function itemsOf(value: ElixirValue | undefined): readonly ElixirValue[] | undefined {
  if (value?.kind === "list") return value.items;
  if (value?.kind !== "map" || value.holes.length > 0) return undefined;
  return value.entries.map(({ key, value: held }) => ({ kind: "tuple", items: [key, held], file: key.file, start: key.start, end: held.end }));
}

/** A whole number; `undefined` of anything else. */
export function integerOf(value: ElixirValue | undefined): number | undefined {
  return value?.kind === "number" && /^-?\d{1,9}$/.test(value.text) ? Number(value.text) : undefined;
}

const each: Library = ([source, action], at) => {
  const items = itemsOf(source);
  if (items === undefined || action?.kind !== "function") return undefined;
  const results = items.map((item) => action.apply([item]));
  return results.find((one) => one.kind === "unread") ?? atom("ok", at);
};

const reduce: Library = ([source, start, action]) => {
  const items = itemsOf(source);
  if (items === undefined || start === undefined || action?.kind !== "function") return undefined;
  return items.reduce((value, item) => action.apply([item, value]), start);
};

const flatMap: Library = ([source, change], at) => {
  const items = itemsOf(source);
  if (items === undefined || change?.kind !== "function") return undefined;
  const made = items.map((item) => change.apply([item]));
  return { kind: "list", items: made.flatMap((one) => itemsOf(one) ?? [one]), ...at };
};

const withIndex: Library = ([source, offset], at) => {
  const items = itemsOf(source);
  const first = offset === undefined ? 0 : integerOf(offset);
  if (items === undefined || first === undefined) return undefined;
  return { kind: "list", items: items.map((item, index) => ({ kind: "tuple", items: [item, number(first + index, at)], ...at })), ...at };
};

const zip: Library = ([left, right], at) => {
  const [first, second] = [itemsOf(left), itemsOf(right)];
  if (first === undefined || second === undefined) return undefined;
  const pairs = first.flatMap((item, index): ElixirValue[] => {
    const other = second[index];
    return other === undefined ? [] : [{ kind: "tuple", items: [item, other], ...at }];
  });
  return { kind: "list", items: pairs, ...at };
};

/** `Enum.join`, `Enum.map_join`: of texts, numbers and names. */
const join =
  (mapped: boolean): Library =>
  (args, at) => {
    const items = itemsOf(args[0]);
    const change = mapped ? args.at(-1) : undefined;
    const separator = mapped && args.length === 2 ? undefined : args[1];
    if (items === undefined || (mapped && change?.kind !== "function") || (separator !== undefined && separator.kind !== "string")) return undefined;
    const parts = items.map((item) => textOf(change?.kind === "function" ? change.apply([item]) : item));
    return parts.includes(undefined) ? undefined : { kind: "string", text: parts.join(separator?.text ?? ""), ...at };
  };

function textOf(value: ElixirValue): string | undefined {
  if (value.kind === "string" || value.kind === "number") return value.text;
  return value.kind === "atom" ? (value.name === "nil" ? "" : value.name) : undefined;
}

function number(value: number, at: Origin): ElixirValue {
  return { kind: "number", text: String(value), ...at };
}

const anyOrAll =
  (any: boolean): Library =>
  ([source, test], at) => {
    const items = itemsOf(source);
    if (items === undefined) return undefined;
    const answers = items.map((item) => truthOf(test?.kind === "function" ? test.apply([item]) : item));
    if (answers.includes(any)) return atom(String(any), at);
    return answers.includes(undefined) ? undefined : atom(String(!any), at);
  };

const part =
  (choose: (items: readonly ElixirValue[], count: number) => readonly ElixirValue[]): Library =>
  ([source, count], at) => {
    const [items, many] = [itemsOf(source), integerOf(count)];
    return items === undefined || many === undefined || many < 0 ? undefined : { kind: "list", items: choose(items, many), ...at };
  };

const chunk: Library = ([source, size], at) => {
  const [items, many] = [itemsOf(source), integerOf(size)];
  if (items === undefined || many === undefined || many < 1) return undefined;
  const chunks = Array.from({ length: Math.ceil(items.length / many) }, (_, index): ElixirValue => ({
    kind: "list",
    items: items.slice(index * many, (index + 1) * many),
    ...at,
  }));
  return { kind: "list", items: chunks, ...at };
};

const listOf: Library = ([value], at) => {
  if (value === undefined || value.kind === "unread") return undefined;
  return value.kind === "list" ? value : { kind: "list", items: value.kind === "atom" && value.name === "nil" ? [] : [value], ...at };
};

const first: Library = ([source], at) => {
  const items = itemsOf(source);
  return items === undefined ? undefined : (items[0] ?? atom("nil", at));
};

const popped: Library = ([source, key, missing], at) => {
  const entries = entriesOf(source);
  const name = key === undefined ? undefined : identityOf(key);
  if (source?.kind !== "list" || entries === undefined || name === undefined) return undefined;
  const found = entries.find((entry) => identityOf(entry.key) === name)?.value ?? missing ?? atom("nil", at);
  const rest = source.items.filter((_, index) => identityOf(entries[index]?.key ?? source) !== name);
  return { kind: "tuple", items: [found, { ...source, items: rest }], ...at };
};

export const LIST_FUNCTIONS: Readonly<Record<string, Library>> = {
  "Enum.each": each,
  "Enum.reduce": reduce,
  "Enum.flat_map": flatMap,
  "Enum.with_index": withIndex,
  "Enum.zip": zip,
  "Enum.join": join(false),
  "Enum.map_join": join(true),
  "Enum.any?": anyOrAll(true),
  "Enum.all?": anyOrAll(false),
  "Enum.take": part((items, count) => items.slice(0, count)),
  "Enum.drop": part((items, count) => items.slice(count)),
  "Enum.chunk_every": chunk,
  "Enum.reverse": ([source], at) => {
    const items = itemsOf(source);
    return items === undefined ? undefined : { kind: "list", items: items.toReversed(), ...at };
  },
  "Enum.count": ([source, test], at) => {
    const items = itemsOf(source);
    return items === undefined || test !== undefined ? undefined : number(items.length, at);
  },
  "Enum.member?": ([source, wanted], at) => {
    const [items, identity] = [itemsOf(source)?.map(identityOf), wanted === undefined ? undefined : identityOf(wanted)];
    return items === undefined || identity === undefined || items.includes(undefined) ? undefined : atom(String(items.includes(identity)), at);
  },
  "List.wrap": listOf,
  "List.first": first,
  "Enum.at": ([source, index], at) => {
    const [items, place] = [itemsOf(source), integerOf(index)];
    return items === undefined || place === undefined ? undefined : (items.at(place) ?? atom("nil", at));
  },
  "Keyword.pop": popped,
};
