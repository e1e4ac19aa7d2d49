/**
 * A check (of a table or of a domain type), key or exclusion added or changed refuses other rows; a check
 * dropped lets in values that readers never met.
 */
import { kindOf, nameOf } from "../../model/identity.ts";
import type { Fact } from "../../model/schema-state.ts";
import { setsValuesIn, type Rule } from "./rule.ts";

export const checkChanged: Rule = {
  code: "check-changed",
  verdict: "at-risk",
  why: "A check decides which writes are refused, and what readers can rely on.",
  examine(change, view) {
    const state = change.verb === "add" ? view.after : view.before;
    const fact = state.facts.get(change.key);
    const limit = fact === undefined ? undefined : limitOf(fact);
    if (fact?.parent === undefined || limit === undefined || (change.verb === "alter" && change.attribute !== "def")) return undefined;
    const word = `${change.verb === "add" ? "new" : "changed"} ${limit.word} ${nameOf(change.key)}`;
    const isCheck = limit.word === "check";
    if (kindOf(fact.parent) === "domain") {
      if (!view.reach.reads.has(fact.parent)) return undefined;
      const text =
        change.verb === "drop"
          ? `values of ${nameOf(fact.parent)} may be ones that the check ${nameOf(change.key)} used to refuse`
          : `values of ${nameOf(fact.parent)} can be refused now (${limit.sqlstate}): ${word}`;
      return { text, via: fact.parent };
    }
    if (change.verb !== "drop" && setsValuesIn(view, fact.parent))
      return { text: `writes to ${nameOf(fact.parent)} can be refused now (${limit.sqlstate}): ${word}`, via: fact.parent };
    // A key that goes is what the rule `key-lost` speaks of.
    if (!isCheck || change.verb === "add") return undefined;
    const read = state.needs(change.key).find((column) => kindOf(column) === "column" && view.reach.reads.has(column));
    return read === undefined ? undefined : { text: `${nameOf(read)} may hold values that the check ${nameOf(change.key)} used to refuse`, via: read };
  },
};

/** What a fact forbids, and how PostgreSQL says so. */
function limitOf({ key, payload }: Fact): { word: string; sqlstate: string } | undefined {
  if (kindOf(key) === "index")
    return typeof payload["def"] === "string" && /^CREATE UNIQUE INDEX/i.test(payload["def"]) ? { word: "unique index", sqlstate: "23505" } : undefined;
  if (kindOf(key) !== "constraint") return undefined;
  switch (payload["type"]) {
    case "c":
      return { word: "check", sqlstate: "23514" };
    case "x":
      return { word: "exclusion", sqlstate: "23P01" };
    case "u":
    case "p":
      return { word: "unique key", sqlstate: "23505" };
    default:
      return undefined;
  }
}
