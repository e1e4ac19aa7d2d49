/** Names as words: how `createdByUserId`, `order_items` and `l_orderkey` come apart. Knows English plurals, not what a name means. */
import pluralize from "pluralize";

/** `OrderItems`, `order_items`, `order-items`: order, items. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

pluralize.addIrregularRule("cache", "caches");

const singulars = new Map<string, string>();

export function singular(word: string): string {
  let known = singulars.get(word);
  if (known === undefined) {
    known = word.length < 3 ? word : pluralize.singular(word);
    singulars.set(word, known);
  }
  return known;
}

export function plural(word: string): string {
  return pluralize.plural(word);
}

/** Words in the singular without anything between them: the form in which names are compared. */
export function joined(words: readonly string[]): string {
  return words.map(singular).join("");
}

/** Words that say "this is a key" and nothing about of what. */
const KEY_WORDS = new Set([
  "id",
  "ids",
  "key",
  "code",
  "no",
  "num",
  "number",
  "nr",
  "uuid",
  "guid",
  "pk",
  "fk",
  "ref",
  "sk",
  "oid",
  "uid",
  "gid",
  "identifier",
  "hash",
  "name",
  "slug",
]);
/** Those of them that hardly ever end the name of anything else. */
const SURE_KEY_WORDS = new Set(["id", "uuid", "guid", "fk", "pk", "sk", "key", "oid", "ref"]);

export function isKeyWord(word: string): boolean {
  return KEY_WORDS.has(word);
}

export interface KeyName {
  /** what the name says without the words for key: `customer` of `customer_id` */
  readonly stem: readonly string[];
  /** `id` of `customer_id`; absent when no word says that it is a key */
  readonly suffix?: string;
  /** the suffix is one that only keys have */
  readonly sure: boolean;
}

/** Takes the word for "key" off a name: at its end, at its start (`id_customer`, `fk_order`), or glued to it (`productid`). */
export function keyName(words: readonly string[]): KeyName {
  const last = words.at(-1) ?? "";
  const first = words[0] ?? "";
  if (words.length > 1 && KEY_WORDS.has(last)) return { stem: words.slice(0, -1), suffix: last, sure: SURE_KEY_WORDS.has(last) };
  if (words.length > 1 && (first === "id" || first === "fk")) return { stem: words.slice(1), suffix: first, sure: true };
  const glued = /^(.{1,})(id|key|code)$/.exec(last);
  if (glued?.[1] !== undefined && glued[2] !== undefined) return { stem: [...words.slice(0, -1), glued[1]], suffix: glued[2], sure: glued[2] !== "code" };
  return { stem: words, sure: false };
}

export function isPlural(word: string): boolean {
  return word.length > 3 && singular(word) !== word;
}

/** A name of a key that any table could have. */
export function isGenericKey(words: readonly string[]): boolean {
  return words.every((word) => KEY_WORDS.has(word) || word === "version" || word === "value" || word === "type");
}

/**
 * The words that most columns of a table begin with: teams that prefix columns write `l_orderkey`,
 * `cp_registry_id`. Empty where columns have no such prefix.
 */
export function columnPrefix(names: readonly (readonly string[])[]): readonly string[] {
  if (names.length < 3) return [];
  const counts = new Map<string, { words: readonly string[]; count: number }>();
  for (const words of names) {
    for (let length = 1; length < words.length; length++) {
      const start = words.slice(0, length);
      const entry = counts.get(start.join(" ")) ?? { words: start, count: 0 };
      entry.count++;
      counts.set(start.join(" "), entry);
    }
  }
  const common = [...counts.values()].filter(({ count }) => count >= names.length * 0.75);
  return common.toSorted((a, b) => b.words.length - a.words.length)[0]?.words ?? [];
}
