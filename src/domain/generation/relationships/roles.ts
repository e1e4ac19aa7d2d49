/**
 * Words by which a column says what part the other row plays instead of which table it is in. The
 * lists hold general English of applications, nothing of any one schema.
 */
import { isPlural, singular } from "../facts/words.ts";

/** Somebody who did something: the table of people. */
const PEOPLE_ROLES = new Set(
  (
    "creator owner author approver resolver recipient receiver sender inviter invitee uploader updater editor modifier assignee assigner reporter reviewer initiator " +
    "admin administrator moderator mod requester requestor submitter purchaser buyer seller follower actor operator manager supervisor member agent user person " +
    "deleter publisher commenter voter rep salesperson contact holder sponsor"
  ).split(" "),
);

/** Tables of people, the likeliest first. */
const PEOPLE_TABLES = ["user", "person", "principal", "account", "member", "identity", "employee", "staff", "people", "profile", "customer"];

/** The same kind of thing, further up, before or after. */
const SELF_ROLES = new Set(
  "parent root ancestor previous prev next predecessor successor original superior reportsto replaces replacedby supersededby copiedfrom clonedfrom basedon child sibling".split(
    " ",
  ),
);

/** Ids that others gave out; there is no table for them here. */
const FOREIGN_WORDS = new Set(
  "external ext remote stripe github gitlab google facebook paypal trace correlation request idempotency tracking device client process thread transaction".split(
    " ",
  ),
);

export function isPeopleRole(words: readonly string[]): boolean {
  const last = words.at(-1) ?? "";
  return words.length > 1 && last === "by" ? true : PEOPLE_ROLES.has(last);
}

/** Programs, vessels and numbers end like that as well. */
const THINGS = new Set(
  (
    "worker runner server container folder header footer filter number order counter router cluster driver handler parser printer provider trigger layer marker " +
    "timer register ledger offer transfer adapter broker cursor vector sensor monitor descriptor color floor door error indicator factor connector executor " +
    "compressor processor scheduler listener observer controller identifier paper letter newsletter poster banner chapter character power tier tower center " +
    "master slave cover other outer newer older lower upper larger smaller after under over"
  ).split(" "),
);

/** So long a word at the end of another is that word: `purchaseorder`. */
const LONG_THINGS = [...THINGS].filter(({ length }) => length >= 5);

/** `*_er`, `*_or`, `*_ee`: probably somebody, less surely than the words of the list. */
export function soundsLikeSomebody(words: readonly string[]): boolean {
  const last = words.at(-1) ?? "";
  return /.{3,}(?:er|or|ee)$/.test(last) && !THINGS.has(last) && !LONG_THINGS.some((thing) => last.endsWith(thing));
}

export function isSelfRole(words: readonly string[]): boolean {
  const last = words.at(-1) ?? "";
  const before = words.at(-2) ?? "";
  // duplicate_of, copy_of, part_of; not followers_of
  return SELF_ROLES.has(words.join("")) || SELF_ROLES.has(last) || (last === "of" && before !== "" && !isPlural(before));
}

/** `previous_version` in page_versions. */
export function leadsToItself(words: readonly string[], table: readonly string[]): boolean {
  const [first = "", ...rest] = words;
  return SELF_ROLES.has(first) && rest.length > 0 && rest.every((word, at) => singular(word) === table[table.length - rest.length + at]);
}

/** What is given to one person or computed from other data. */
const SECRETS = new Set("token secret password digest signature checksum fingerprint nonce email url uri".split(" "));

export function isSecret(words: readonly string[]): boolean {
  return SECRETS.has(words.at(-1) ?? "");
}

/** The two ends of a row that connects two rows of one other table. */
const ENDS = new Set("parent child source target from to left right ancestor descendant subject object blocker blocked first second".split(" "));

export function isEnd(words: readonly string[]): boolean {
  return words.length === 1 && ENDS.has(words[0] ?? "");
}

export function isForeignWord(words: readonly string[]): boolean {
  return words.some((word) => FOREIGN_WORDS.has(word));
}

/** Rank of a table name among names for people, from 0; `undefined` for others. */
export function peopleRank(words: readonly string[]): number | undefined {
  const at = PEOPLE_TABLES.indexOf(words.at(-1) ?? "");
  return at < 0 ? undefined : at;
}
