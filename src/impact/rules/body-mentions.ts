/**
 * PostgreSQL reads the body of a plpgsql function only when it runs: a query that calls it, or a write
 * whose trigger it is, still compiles after a column that the body names is gone. What the body names is
 * read as text here, so the finding says "names", not "uses". An SQL function written as a string was made
 * again after the change; where PostgreSQL took it, only a changed type is left to tell.
 */
import type { Change } from "../../model/change.ts";
import { showJson } from "../../model/json.ts";
import type { Fact } from "../../model/schema-state.ts";
import { describeNode, kindOf, nameOf, parseNodeKey, type NodeKey } from "../../model/identity.ts";
import { mentionedNames } from "../../sql/index.ts";
import type { Rule, SubjectView } from "./rule.ts";

const ROUTINES = new Set(["function", "procedure"]);
const bodies = new WeakMap<Fact, ReadonlySet<string>>();

export const bodyMentions: Rule = {
  code: "body-mentions",
  verdict: "at-risk",
  why: "The body of a function is checked when it runs, not when what it names changes.",
  examine(change, view) {
    const wanted = namesOf(change);
    if (wanted === undefined) return undefined;
    for (const key of view.reach.influences.keys()) {
      if (!ROUTINES.has(kindOf(key))) continue;
      const fact = view.before.facts.get(key);
      if (fact === undefined || !hasStringBody(fact)) continue;
      if (change.verb !== "alter" && view.bodiesTaken.has(key)) continue;
      const mentioned = mentionsOf(fact);
      const names =
        wanted.column === undefined
          ? mentioned.has(wanted.relation)
          : mentioned.has(wanted.column) && (mentioned.has(wanted.relation) || firesOn(view, key, change.key));
      if (names) return { text: `${describeNode(key)} names ${nameOf(change.key)}, and PostgreSQL reads its body only when it runs`, via: key };
    }
    return undefined;
  },
};

/** What must be named: a relation that goes, or a column and its relation. Additions break no body. */
function namesOf(change: Change): { relation: string; column?: string } | undefined {
  const [, relation, column] = parseNodeKey(change.key).path;
  if (relation === undefined || change.verb === "add" || (change.verb === "alter" && change.attribute !== "type")) return undefined;
  switch (kindOf(change.key)) {
    case "column":
      return column === undefined ? undefined : { relation: relation.toLowerCase(), column: column.toLowerCase() };
    case "table":
    case "view":
    case "materializedView":
      return change.verb === "alter" ? undefined : { relation: relation.toLowerCase() };
    default:
      return undefined;
  }
}

/** A SQL-standard body is analysed when it is made and guarded by dependencies from then on. */
function hasStringBody(fact: Fact): boolean {
  const definition = fact.payload["def"];
  return typeof definition === "string" && /^AS \$/m.test(definition);
}

function mentionsOf(fact: Fact): ReadonlySet<string> {
  let found = bodies.get(fact);
  if (found === undefined) bodies.set(fact, (found = new Set(mentionedNames(showJson(fact.payload["def"])))));
  return found;
}

/** A trigger function says NEW.email, never the table: the trigger knows it. */
function firesOn(view: SubjectView, routine: NodeKey, column: NodeKey): boolean {
  const [namespace, relation] = parseNodeKey(column).path;
  return view.before.neededBy(routine).some((key) => {
    const { path } = parseNodeKey(key);
    return kindOf(key) === "trigger" && path[0] === namespace && path[1] === relation;
  });
}
