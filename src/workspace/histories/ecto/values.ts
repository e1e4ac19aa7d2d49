/** Values of Elixir as the parts of migration commands. Each function throws {@link NotReadable} for what is not known or what Ecto refuses. */
import { nameOf, valueAt, type ElixirValue, type Origin } from "../../../elixir/value.ts";
import { NotReadable } from "./commands.ts";

/** The value under a key of keywords, `nil` counting as absent; refuses keywords that were not read. */
export function option(options: ElixirValue | undefined, key: string): ElixirValue | undefined {
  const value = given(options, key);
  return value?.kind === "atom" && value.name === "nil" ? undefined : value;
}

/** The value under a key of keywords, `nil` too. */
export function given(options: ElixirValue | undefined, key: string): ElixirValue | undefined {
  if (options === undefined) return undefined;
  keywords(options);
  return known(valueAt(options, key));
}

/** Refuses what are no keywords. */
export function keywords(options: ElixirValue): readonly ElixirValue[] {
  known(options);
  if (options.kind !== "list") throw new NotReadable("the options are no list", options);
  for (const item of options.items) {
    known(item);
    if (item.kind !== "tuple" || item.items.length !== 2) throw new NotReadable("the options are no keywords", item);
  }
  return options.items;
}

/** The value itself, unless it is not known. */
export function known<T extends ElixirValue | undefined>(value: T): T {
  if (value?.kind === "unread") throw new NotReadable(value.reason, value);
  return value;
}

/** A name: an atom or a text. */
export function nameIn(value: ElixirValue | undefined, what: string, at: Origin): string {
  known(value);
  const name = nameOf(value);
  if (name === undefined) throw new NotReadable(`${what} is no name`, value ?? at);
  return name;
}

export function optionalName(options: ElixirValue | undefined, key: string, at: Origin): string | undefined {
  const value = option(options, key);
  return value === undefined ? undefined : nameIn(value, `${key}:`, at);
}

/** A text, also of a number or of a list of texts and numbers (iodata). */
export function textIn(value: ElixirValue | undefined, what: string, at: Origin): string {
  known(value);
  if (value?.kind === "string" || value?.kind === "number") return value.text;
  if (value?.kind === "list") return value.items.map((item) => textIn(item, what, at)).join("");
  throw new NotReadable(`${what} is no text`, value ?? at);
}

/** `true` or `false` under a key; absent is `missing`. */
export function flag(options: ElixirValue | undefined, key: string, missing: boolean): boolean {
  return literalFlag(option(options, key), missing);
}

export function literalFlag(value: ElixirValue | undefined, missing: boolean): boolean {
  return value === undefined ? missing : !(value.kind === "atom" && value.name === "false");
}

/** `"name"`, as Ecto quotes: a quotation mark inside is refused. */
export function quoted(name: string, at?: Origin): string {
  if (name.includes('"')) throw new NotReadable(`Ecto refuses the name ${name}: a quotation mark is in it`, at);
  return `"${name}"`;
}

/** `"namespace"."name"`. */
export function qualified(prefix: string | null | undefined, name: string, at?: Origin): string {
  return prefix === undefined || prefix === null ? quoted(name, at) : `${quoted(prefix, at)}.${quoted(name, at)}`;
}

/** A literal text of SQL, as Ecto writes it. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
