/** Small pieces of English: counts, plurals, verdicts, lists that are cut and say so. */
import { kindWord } from "../../model/identity.ts";
import type { Verdict } from "../../model/impact.ts";
import { SUBJECT_KINDS, type SubjectKind } from "../../model/subject.ts";

/** `1,140` */
export function formatNumber(value: number): string {
  return value.toString().replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}

const IRREGULAR: Readonly<Record<string, string>> = {
  index: "indexes",
  policy: "policies",
  query: "queries",
  property: "properties",
  canary: "canaries",
  "default privileges": "default privileges",
  "grants on": "grants",
  "comment on": "comments",
  "security label on": "security labels",
};

/** The plural of a noun or of a kind's word. */
export function pluralOf(word: string): string {
  const last = word.slice(word.lastIndexOf(" ") + 1);
  return IRREGULAR[word] ?? (IRREGULAR[last] === undefined ? `${word}s` : word.slice(0, -last.length) + IRREGULAR[last]);
}

/** `1 query`, `1,044 queries` */
export function countOf(count: number, word: string): string {
  return `${formatNumber(count)} ${count === 1 ? word : pluralOf(word)}`;
}

/** `column`, or `columns` for another number than one; the kind as it stands in a node key. */
export function kindWords(kind: string, count: number): string {
  const word = kindWord(kind);
  return count === 1 ? word : pluralOf(word);
}

/** `a`, `a and b`, `a, b and c` */
export function joinAnd(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1) ?? ""}`;
}

const SUBJECT_WORDS: Readonly<Record<SubjectKind, string>> = { query: "query", element: "domain element", ecto: "Ecto field" };

/**
 * `12 queries, 41 domain elements and 30 Ecto fields`.
 *
 * @param told kinds that are told, also when there are none of them
 */
export function subjectCounts(kinds: readonly string[], told: readonly string[] = ["query", "element", ...kinds]): string {
  return joinAnd(SUBJECT_KINDS.filter((kind) => told.includes(kind)).map((kind) => countOf(kinds.filter((one) => one === kind).length, SUBJECT_WORDS[kind])));
}

/** `at risk` for `at-risk`. */
export function verdictWord(verdict: Verdict): string {
  return verdict === "at-risk" ? "at risk" : verdict;
}

/** The first `limit` of a list and how many are left out; one left out is shown instead of counted. */
export function cut<T>(list: readonly T[], limit: number, all = false): { readonly shown: readonly T[]; readonly hidden: number } {
  if (all || list.length <= limit + 1) return { shown: list, hidden: 0 };
  return { shown: list.slice(0, limit), hidden: list.length - limit };
}

/** `... 8 more (--all)` */
export function moreText(hidden: number, of = ""): string {
  return `... ${formatNumber(hidden)} more${of === "" ? "" : ` ${of}`} (--all)`;
}
