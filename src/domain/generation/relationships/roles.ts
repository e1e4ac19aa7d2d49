/**
 * Words by which a column says what part the other row plays instead of which table it is in. The
 * lists hold general English of applications, nothing of any one schema.
 */

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

/** `*_er`, `*_or`, `*_ee`: probably somebody, less surely than the words of the list. */
export function soundsLikeSomebody(words: readonly string[]): boolean {
  return /.{3,}(?:er|or|ee)$/.test(words.at(-1) ?? "");
}

export function isSelfRole(words: readonly string[]): boolean {
  const last = words.at(-1) ?? "";
  // duplicate_of, copy_of, part_of
  return SELF_ROLES.has(words.join("")) || SELF_ROLES.has(last) || (words.length > 1 && last === "of");
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
