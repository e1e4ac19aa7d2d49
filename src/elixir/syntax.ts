/** Elixir's syntax as plain values. Offsets are UTF-16 code units of the file. Knows no meaning. */

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** `key: value` and `key => value`; a key of the first form is an atom. */
export type Pair = Range & { readonly kind: "pair"; readonly key: Syntax; readonly value: Syntax };

/** `patterns when guard -> body`, of `fn`, `case`, `cond`. */
export type Clause = Range & { readonly kind: "clause"; readonly patterns: readonly Syntax[]; readonly guard?: Syntax; readonly body: readonly Syntax[] };

/** What stands in `do ... end` or after `do:`; parts are `do`, `else`, `rescue`, `after`, `catch`. */
export type DoBlock = Readonly<Record<string, readonly Syntax[]>>;

export type Call = Range & {
  readonly kind: "call";
  /** `Map` in `Map.put(...)`, `m` in `m.field`; absent for a call of the module itself */
  readonly target?: Syntax;
  /** empty for `fun.(...)` */
  readonly name: string;
  /** keywords at the end are one list of pairs, as in Elixir; `do:` is in `block` */
  readonly args: readonly Syntax[];
  /** `m.field` without parentheses */
  readonly bare: boolean;
  readonly block?: DoBlock;
};

export type Syntax =
  /** `:a`, `:"a b"`, `true`, `nil`, keys of keywords */
  | (Range & { readonly kind: "atom"; readonly name: string })
  | (Range & { readonly kind: "number"; readonly text: string })
  /** a part is text or what stands in `#{}`; `charlist` for single quotes */
  | (Range & { readonly kind: "string"; readonly parts: readonly (string | Syntax)[]; readonly charlist: boolean })
  | (Range & { readonly kind: "sigil"; readonly name: string; readonly parts: readonly (string | Syntax)[]; readonly modifiers: string })
  | (Range & { readonly kind: "list"; readonly items: readonly Syntax[] })
  | (Range & { readonly kind: "tuple"; readonly items: readonly Syntax[] })
  | (Range & { readonly kind: "block"; readonly items: readonly Syntax[] })
  /** `%{base | ...}`, `%Struct{...}`; `rest` is what is no pair */
  | (Range & { readonly kind: "map"; readonly struct?: Syntax; readonly base?: Syntax; readonly pairs: readonly Pair[]; readonly rest: readonly Syntax[] })
  | Pair
  /** a variable, or a call without arguments and parentheses */
  | (Range & { readonly kind: "name"; readonly name: string })
  /** `App.Domain` */
  | (Range & { readonly kind: "alias"; readonly name: string })
  /** `@name`, `@name value` */
  | (Range & { readonly kind: "attribute"; readonly name: string; readonly value?: Syntax })
  | Call
  | (Range & { readonly kind: "operator"; readonly operator: string; readonly left?: Syntax; readonly right: Syntax })
  /** `target[key]` */
  | (Range & { readonly kind: "access"; readonly target: Syntax; readonly key: Syntax })
  | (Range & { readonly kind: "function"; readonly clauses: readonly Clause[] })
  /** `&name/1`, `&Mod.name/1`, `&(&1 + 1)` */
  | (Range & { readonly kind: "capture"; readonly operand: Syntax })
  | Clause
  /** something with a syntax error, or with no place in data (`<<>>`) */
  | (Range & { readonly kind: "other"; readonly type: string });
