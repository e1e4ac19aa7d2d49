/** Row-level security added, dropped or changed: the same statement sees and may write other rows. */
import { kindOf, nameOf, nodeKey, parseNodeKey } from "../../model/identity.ts";
import type { Rule } from "./rule.ts";

export const policyChanged: Rule = {
  code: "policy-changed",
  verdict: "at-risk",
  why: "Row policies decide which rows a role sees and may write.",
  examine(change, view) {
    const kind = kindOf(change.key);
    const [namespace = "", relation = ""] = parseNodeKey(change.key).path;
    const table = nodeKey("table", namespace, relation);
    if (!view.reach.influences.has(table)) return undefined;
    if (kind === "policy") {
      const word = change.verb === "add" ? "new" : change.verb === "drop" ? "dropped" : "changed";
      return { text: `${word} row policy ${nameOf(change.key)}: which rows it sees or may write depends on it`, via: table };
    }
    const security = kind === "table" && change.verb === "alter" && (change.attribute === "rowSecurity" || change.attribute === "forceRowSecurity");
    return security
      ? {
          text: `row-level security of ${nameOf(table)} is ${change.after === true ? "on" : "off"} now${change.attribute === "forceRowSecurity" ? " for the owner too" : ""}`,
          via: table,
        }
      : undefined;
  },
};
