/** A list of changes in one line: `drops column users.email (text, not null); adds 3 columns; 12 grants`. */
import type { Change } from "../model/change.ts";
import { kindOf, kindWord, nameOf, parseNodeKey, type NodeKey } from "../model/identity.ts";
import { showName } from "./text/names.ts";
import { safeText } from "./text/safe-text.ts";
import { attributeWord, describeAlteration, describePayload } from "./text/values.ts";
import { formatNumber, joinAnd, kindWords } from "./text/words.ts";

const VERBS = ["drop", "rename", "alter", "add"] as const;
const WORDS: Readonly<Record<Change["verb"], string>> = { drop: "drops", rename: "renames", alter: "changes", add: "adds" };
/** Kinds in this order, others behind them as they come. */
const KINDS = [
  "schema",
  "extension",
  "table",
  "view",
  "materializedView",
  "column",
  "type",
  "domain",
  "constraint",
  "index",
  "default",
  "function",
  "trigger",
  "policy",
];
/** What hangs on an object without being part of what it does: only counted. */
const ASIDE = new Set(["acl", "comment", "securityLabel", "defaultPrivilege"]);
/** While so few objects change, additions and alterations are named as well. */
const FEW = 6;
const INLINE = 60;

export function isAside(change: Change): boolean {
  return ASIDE.has(kindOf(change.key));
}

/** Rank of a kind among others: what holds other things comes first. */
export function kindRank(kind: string): number {
  const at = KINDS.indexOf(kind);
  return at < 0 ? KINDS.length : at;
}

/** Objects, not attributes, are counted. Empty for no changes. */
export function summariseChanges(changes: readonly Change[]): string {
  const main = changes.filter((change) => !isAside(change));
  const few = new Set(main.map((change) => change.key)).size <= FEW;
  const parts = VERBS.flatMap((verb) => {
    const kinds = groupByKind(main.filter((change) => change.verb === verb)).toSorted(([a], [b]) => kindRank(a) - kindRank(b));
    const isNamed = few || verb === "drop" || verb === "rename";
    return kinds.length === 0 ? [] : [`${WORDS[verb]} ${kinds.map(([kind, group]) => describeGroup(kind, group, isNamed)).join(", ")}`];
  });
  return [...parts, asides(changes).join(", ")].filter((part) => part !== "").join("; ");
}

/** `3 comments`, `12 grants` */
export function asides(changes: readonly Change[]): string[] {
  return groupByKind(changes.filter(isAside)).map(([kind, group]) => {
    const count = keysOf(group).length;
    return `${formatNumber(count)} ${kindWords(kind, count)
      .replace(/ on$/, "")
      .replace(/^grants$/, count === 1 ? "grant" : "grants")}`;
  });
}

function groupByKind(changes: readonly Change[]): [string, Change[]][] {
  const groups = new Map<string, Change[]>();
  for (const change of changes) groups.set(kindOf(change.key), [...(groups.get(kindOf(change.key)) ?? []), change]);
  return [...groups];
}

function keysOf(changes: readonly Change[]): NodeKey[] {
  return [...new Set(changes.map((change) => change.key))];
}

function describeGroup(kind: string, group: readonly Change[], isNamed: boolean): string {
  const keys = keysOf(group);
  const [first] = group;
  if (first === undefined || !isNamed || keys.length > 2) return `${formatNumber(keys.length)} ${kindWords(kind, keys.length)}`;
  return keys.length === 1 ? `${kindWord(kind)} ${describeOne(kind, first, group)}` : `${kindWords(kind, 2)} ${joinAnd(keys.map((key) => showName(key)))}`;
}

function describeOne(kind: string, change: Change, group: readonly Change[]): string {
  const name = showName(change.key);
  switch (change.verb) {
    case "rename":
      return `${name} to ${safeText(parseNodeKey(change.to).path.at(-1) ?? nameOf(change.to))}`;
    case "alter": {
      const alterations = group.flatMap((one) => (one.verb === "alter" ? [one] : []));
      const text = alterations.map(({ attribute, before, after }) => describeAlteration(attribute, before, after)).join("; ");
      return `${name} (${text.length <= INLINE ? text : alterations.map((one) => attributeWord(one.attribute)).join(", ")})`;
    }
    case "add":
    case "drop": {
      const what = describePayload(kind, change.verb === "add" ? change.after : change.before);
      return what === "" || what.length > INLINE ? name : `${name} (${what})`;
    }
  }
}
