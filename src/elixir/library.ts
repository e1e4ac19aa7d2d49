/** Functions of Elixir's own library over values that were read: maps, keyword lists, lists, texts. */
import { mapFromPairs, setBelow } from "./control.ts";
import { itemsOf, LIST_FUNCTIONS, type Library } from "./library-lists.ts";
import { TEXT_FUNCTIONS } from "./library-text.ts";
import { equal, truth } from "./patterns.ts";
import { atom, entriesOf, identityOf, mapOf, mergeMaps, nameOf, truthOf, unread, withEntry, type ElixirValue, type Entry, type Origin } from "./value.ts";

/** The value of a library call; `undefined` when the function is not known here. */
export function callLibrary(module: string, name: string, args: readonly ElixirValue[], at: Origin): ElixirValue | undefined {
  const known = FUNCTIONS[`${module}.${name}`];
  if (known === undefined) return undefined;
  const value = known(args, at);
  if (value !== undefined) return value;
  const unknown = args.find((arg) => arg.kind === "unread");
  return unread(unknown?.kind === "unread" ? unknown.reason : `what ${module}.${name} gives here cannot be told`, unknown ?? at);
}

/** A map with changed entries, or a keyword list with changed pairs. */
function rebuilt(target: ElixirValue, entries: readonly Entry[], at: Origin): ElixirValue {
  if (target.kind === "map") return { ...target, entries };
  const items = entries.map(({ key, value }): ElixirValue => ({ kind: "tuple", items: [key, value], file: key.file, start: key.start, end: value.end }));
  return { kind: "list", items, ...at };
}

function get(target: ElixirValue | undefined, key: ElixirValue | undefined, missing: ElixirValue): ElixirValue | undefined {
  const identity = key === undefined ? undefined : identityOf(key);
  if (identity === undefined || target === undefined) return undefined;
  if (target.kind === "atom" && target.name === "nil") return missing;
  const found = entriesOf(target)?.find((one) => identityOf(one.key) === identity)?.value;
  if (found !== undefined) return found;
  const [hole] = target.kind === "map" ? target.holes : [];
  return hole ?? (entriesOf(target) === undefined ? undefined : missing);
}

const put: Library = ([target, key, value]) => {
  const entries = entriesOf(target);
  if (target === undefined || entries === undefined || key === undefined || value === undefined) return undefined;
  return rebuilt(target, withEntry(entries, { key, value }), target);
};

const putNew: Library = (args, at) => {
  const [target, key] = args;
  const present = get(target, key, unread("absent", at));
  return present === undefined ? undefined : present.kind === "unread" && present.reason === "absent" ? put(args, at) : target;
};

const merge: Library = ([left, right], at) => {
  if (left?.kind === "map" && right?.kind === "map") return mergeMaps(left, right);
  if (left?.kind === "map" && right?.kind === "unread") return { ...left, holes: [...left.holes, right] };
  if (left?.kind === "unread" && right?.kind === "map") return { ...right, holes: [...right.holes, left] };
  const [first, second] = [entriesOf(left), entriesOf(right)];
  if (left?.kind !== "list" || first === undefined || second === undefined) return undefined;
  const taken = new Set(second.map(({ key }) => nameOf(key)));
  return rebuilt(left, [...first.filter(({ key }) => !taken.has(nameOf(key))), ...second], at);
};

const keep =
  (wanted: boolean): Library =>
  ([target, keys]) => {
    const entries = entriesOf(target);
    const names = keys?.kind === "list" ? keys.items.map(identityOf) : keys === undefined ? [] : [identityOf(keys)];
    if (target === undefined || entries === undefined || names.includes(undefined)) return undefined;
    return rebuilt(
      target,
      entries.filter(({ key }) => names.includes(identityOf(key)) === wanted),
      target,
    );
  };

const fetch: Library = ([target, key], at) => get(target, key, unread("there is no such key", at));
const getOr: Library = ([target, key, missing], at) => get(target, key, missing ?? atom("nil", at));

const hasKey: Library = ([target, key], at) => {
  const found = get(target, key, unread("absent", at));
  return found === undefined
    ? undefined
    : truth(found.kind !== "unread" ? true : found.reason === "absent" ? false : undefined, "the map was not read wholly", at);
};

const putIn: Library = ([target, path, value], at) =>
  target === undefined || path?.kind !== "list" || value === undefined ? undefined : setBelow(target, path.items, () => value, at);

const updateIn: Library = ([target, path, change], at) =>
  target === undefined || path?.kind !== "list" || change?.kind !== "function"
    ? undefined
    : setBelow(target, path.items, (before) => change.apply([before]), at);

const update: Library = (args, at) => {
  const [target, key, change] = args.length === 4 ? [args[0], args[1], args[3]] : args;
  const present = get(target, key, unread("absent", at));
  if (target === undefined || key === undefined || present === undefined || change?.kind !== "function") return undefined;
  if (present.kind === "unread" && present.reason === "absent") return args.length === 4 ? put([target, key, args[2] ?? present], at) : undefined;
  return setBelow(target, [key], (before) => change.apply([before]), at);
};

const getIn: Library = ([target, path], at) => {
  if (target === undefined || path?.kind !== "list") return undefined;
  return path.items.reduce<ElixirValue | undefined>((value, key) => get(value, key, atom("nil", at)), target);
};

const mapItems: Library = ([source, change], at) => {
  const items = itemsOf(source);
  return items === undefined || change?.kind !== "function" ? undefined : { kind: "list", items: items.map((one) => change.apply([one])), ...at };
};

const select =
  (wanted: boolean): Library =>
  ([source, test], at) => {
    const items = itemsOf(source);
    if (items === undefined || test?.kind !== "function") return undefined;
    const answers = items.map((one) => truthOf(test.apply([one])));
    return answers.includes(undefined) ? undefined : { kind: "list", items: items.filter((_, index) => answers[index] === wanted), ...at };
  };

const into: Library = ([source, target, change], at) => {
  const items = itemsOf(source);
  const made = items === undefined ? undefined : change?.kind === "function" ? items.map((one) => change.apply([one])) : items;
  if (made === undefined) return undefined;
  if (target?.kind === "list") return { kind: "list", items: [...target.items, ...made], ...at };
  const fresh = mapFromPairs(made, at);
  return target?.kind === "map" && fresh?.kind === "map" ? mergeMaps(target, fresh) : undefined;
};

const newMap: Library = ([source, change], at) =>
  source === undefined ? mapOf([], at) : into([source, mapOf([], at), ...(change === undefined ? [] : [change])], at);

const concat: Library = ([left, right], at) => {
  const lists = right === undefined ? (left?.kind === "list" ? left.items : []) : [left, right];
  return lists.every((one) => one?.kind === "list")
    ? { kind: "list", items: lists.flatMap((one) => (one?.kind === "list" ? one.items : [])), ...at }
    : undefined;
};

const unique: Library = ([source], at) => {
  const items = itemsOf(source);
  return items === undefined
    ? undefined
    : {
        kind: "list",
        items: items.filter((one, index) => items.findIndex((other) => equal(one, other) === true) >= index || identityOf(one) === undefined),
        ...at,
      };
};

const keysOf: Library = ([source], at) => {
  const entries = source?.kind === "map" && source.holes.length > 0 ? undefined : entriesOf(source);
  return entries === undefined ? undefined : { kind: "list", items: entries.map(({ key }) => key), ...at };
};

const asText: Library = ([value], at) =>
  value?.kind === "number" || value?.kind === "string"
    ? { kind: "string", text: value.text, ...at }
    : value?.kind === "atom"
      ? { kind: "string", text: value.name, ...at }
      : undefined;

const asAtom: Library = ([value], at) => (value?.kind === "string" ? atom(value.text, at) : undefined);

const isKind =
  (...kinds: readonly ElixirValue["kind"][]): Library =>
  ([value], at) =>
    value === undefined || value.kind === "unread" ? undefined : atom(String(kinds.includes(value.kind)), at);

const shared = (module: string): Record<string, Library> => ({
  [`${module}.put`]: put,
  [`${module}.put_new`]: putNew,
  [`${module}.merge`]: merge,
  [`${module}.delete`]: keep(false),
  [`${module}.drop`]: keep(false),
  [`${module}.take`]: keep(true),
  [`${module}.get`]: getOr,
  [`${module}.fetch!`]: fetch,
  [`${module}.has_key?`]: hasKey,
  [`${module}.keys`]: keysOf,
  [`${module}.update`]: update,
  [`${module}.update!`]: update,
  [`${module}.new`]: newMap,
});

const FUNCTIONS: Readonly<Record<string, Library>> = {
  ...shared("Map"),
  ...shared("Keyword"),
  ...LIST_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  "Access.get": getOr,
  "Kernel.put_in": putIn,
  "Kernel.update_in": updateIn,
  "Kernel.get_in": getIn,
  "Kernel.to_string": asText,
  "Kernel.is_nil": ([value], at) =>
    value === undefined || value.kind === "unread" ? undefined : atom(String(value.kind === "atom" && value.name === "nil"), at),
  "Kernel.is_map": isKind("map"),
  "Kernel.is_list": isKind("list"),
  "Kernel.is_tuple": isKind("tuple"),
  "Kernel.is_binary": isKind("string"),
  "Kernel.is_atom": isKind("atom", "module"),
  "Kernel.is_number": isKind("number"),
  "Kernel.is_integer": isKind("number"),
  "Atom.to_string": asText,
  "Integer.to_string": asText,
  "String.to_atom": asAtom,
  "String.to_existing_atom": asAtom,
  "String.upcase": ([value], at) => (value?.kind === "string" ? { kind: "string", text: value.text.toUpperCase(), ...at } : undefined),
  "String.downcase": ([value], at) => (value?.kind === "string" ? { kind: "string", text: value.text.toLowerCase(), ...at } : undefined),
  "String.trim": ([value], at) => (value?.kind === "string" ? { kind: "string", text: value.text.trim(), ...at } : undefined),
  "Decimal.new": asText,
  "Enum.map": mapItems,
  "Enum.filter": select(true),
  "Enum.reject": select(false),
  "Enum.into": into,
  "Enum.concat": concat,
  "Enum.uniq": unique,
  "Enum.to_list": ([source], at) => {
    const items = itemsOf(source);
    return items === undefined ? undefined : { kind: "list", items, ...at };
  },
};
