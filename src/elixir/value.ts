/**
 * What Elixir code says, as far as it can be told without running it. Each value knows where it is
 * written; what cannot be told is `unread` and says why. A list of two-tuples is a keyword list, as in Elixir.
 */

export interface Origin {
  readonly file: string;
  /** UTF-16 code units */
  readonly start: number;
  readonly end: number;
}

export interface Entry {
  readonly key: ElixirValue;
  readonly value: ElixirValue;
}

export type Unread = Origin & { readonly kind: "unread"; readonly reason: string };

export type ElixirMap = Origin & {
  readonly kind: "map";
  readonly entries: readonly Entry[];
  /** of `%Name{}` */
  readonly struct?: string;
  /** further entries may come from these */
  readonly holes: readonly Unread[];
};

/** Opaque but for `apply`: nothing is told of what it does. */
export type ElixirFunction = Origin & {
  readonly kind: "function";
  readonly arity: number;
  /** of `&name/1`, `&Mod.name/1` */
  readonly module?: string;
  readonly name?: string;
  /** what it gives for these arguments, as far as that can be told */
  readonly apply: (args: readonly ElixirValue[]) => ElixirValue;
};

export type ElixirValue =
  /** also `true`, `false` and `nil` */
  | (Origin & { readonly kind: "atom"; readonly name: string })
  /** `App.Domain` */
  | (Origin & { readonly kind: "module"; readonly name: string })
  /** a string; sigils and heredocs end up here */
  | (Origin & { readonly kind: "string"; readonly text: string })
  /** as written without underscores; `?a` is its code point */
  | (Origin & { readonly kind: "number"; readonly text: string })
  | (Origin & { readonly kind: "list" | "tuple"; readonly items: readonly ElixirValue[] })
  | ElixirMap
  | ElixirFunction
  | Unread;

function originOf({ file, start, end }: Origin): Origin {
  return { file, start, end };
}

export function atom(name: string, at: Origin): ElixirValue {
  return { kind: "atom", name, ...originOf(at) };
}

export function unread(reason: string, at: Origin): Unread {
  return { kind: "unread", reason, ...originOf(at) };
}

export function mapOf(entries: readonly Entry[], at: Origin, holes: readonly Unread[] = []): ElixirMap {
  return { kind: "map", entries, holes, ...originOf(at) };
}

/** Text that two values share exactly when Elixir holds them for equal; `undefined` where that cannot be told. */
export function identityOf(value: ElixirValue): string | undefined {
  switch (value.kind) {
    case "atom":
      return `:${value.name}`;
    case "module":
      return `:Elixir.${value.name}`;
    case "string":
      return JSON.stringify(value.text);
    case "number":
      return value.text;
    case "list":
    case "tuple": {
      const items = value.items.map(identityOf);
      return items.includes(undefined) ? undefined : `${value.kind}(${items.join(",")})`;
    }
    case "map": {
      const entries = value.entries.map(({ key, value: held }) => [identityOf(key), identityOf(held)]);
      return value.holes.length > 0 || entries.flat().includes(undefined)
        ? undefined
        : `map(${entries
            .map((pair) => pair.join("=>"))
            .toSorted()
            .join(",")})`;
    }
    case "function":
    case "unread":
      return undefined;
  }
}

/** What a condition makes of a value; `undefined` where that cannot be told. */
export function truthOf(value: ElixirValue): boolean | undefined {
  if (value.kind === "unread") return undefined;
  return !(value.kind === "atom" && (value.name === "nil" || value.name === "false"));
}

/** The text of an atom or a string: how names are compared. */
export function nameOf(value: ElixirValue | undefined): string | undefined {
  return value?.kind === "atom" ? value.name : value?.kind === "string" ? value.text : undefined;
}

/** The entries of a map or a keyword list; `undefined` of anything else. */
export function entriesOf(value: ElixirValue | undefined): readonly Entry[] | undefined {
  if (value?.kind === "map") return value.entries;
  if (value?.kind !== "list") return undefined;
  const entries = value.items.flatMap((item) => {
    const [key, held, more] = item.kind === "tuple" ? item.items : [];
    return key?.kind === "atom" && held !== undefined && more === undefined ? [{ key, value: held }] : [];
  });
  return entries.length === value.items.length ? entries : undefined;
}

/** The value under a name, atom or string. */
export function valueAt(value: ElixirValue | undefined, name: string): ElixirValue | undefined {
  return entriesOf(value)?.find(({ key }) => nameOf(key) === name)?.value;
}

/** With the key set, in its place where it was there. */
export function withEntry(entries: readonly Entry[], entry: Entry): Entry[] {
  const key = identityOf(entry.key);
  const index = key === undefined ? -1 : entries.findIndex((one) => identityOf(one.key) === key);
  return index === -1 ? [...entries, entry] : entries.with(index, entry);
}

/** `Map.merge`: entries of the second win. */
export function mergeMaps(left: ElixirMap, right: ElixirMap): ElixirMap {
  return { ...left, entries: right.entries.reduce<Entry[]>(withEntry, [...left.entries]), holes: [...left.holes, ...right.holes] };
}
