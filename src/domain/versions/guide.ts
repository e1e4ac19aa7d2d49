/**
 * What somebody who queries a domain writes otherwise from one version to the next: the changes of the contract, with
 * those that are one thing under another name put together. Which column became which is known from migrations; what no
 * migration renamed is gone and new, and not guessed to be the same. Pure.
 */
import type { GuideStep } from "../../model/domain-book.ts";
import { DEPLOY_ORDERS, type ContractChange } from "../../model/domain-contract.ts";
import { kindOf, parseNodeKey } from "../../model/identity.ts";
import type { MigrationManifest } from "../../model/migration.ts";

/** @param renames of the migrations between the two documents */
export function guideOf(changes: readonly ContractChange[], renames: MigrationManifest["renames"]): GuideStep[] {
  const added = changes.filter(({ verb }) => verb === "add");
  const pairs = new Map<ContractChange, ContractChange>();
  for (const gone of changes.filter(({ verb }) => verb === "remove")) {
    const other = added.find((one) => one.kind === gone.kind && ![...pairs.values()].includes(one) && isRenamed(gone.name, one.name, renames));
    if (other !== undefined) pairs.set(gone, other);
  }
  const taken = new Set(pairs.values());
  const steps = changes.flatMap((change): GuideStep[] => {
    if (taken.has(change) || change.bump === "patch") return [];
    const { kind, name, deploy } = change;
    const renamed = pairs.get(change);
    if (renamed !== undefined) return [{ kind, before: name, after: renamed.name, todo: `write ${renamed.name} for ${name}`, deploy: "expand, then contract" }];
    return [{ kind, deploy, ...shownAs(change), todo: todoOf(change) }];
  });
  return steps.toSorted((a, b) => DEPLOY_ORDERS.indexOf(b.deploy) - DEPLOY_ORDERS.indexOf(a.deploy));
}

function shownAs({ verb, name, trait, before, after }: ContractChange): Pick<GuideStep, "before" | "after"> {
  if (verb === "add") return { after: name };
  if (verb === "remove") return { before: name };
  return { before: `${name}: ${trait ?? ""} ${before ?? "none"}`, after: `${name}: ${trait ?? ""} ${after ?? "none"}` };
}

function todoOf({ verb, kind, name, trait, before, after, why }: ContractChange): string {
  if (kind === "required filter" || kind === "tenant")
    return verb === "add"
      ? `every query has this condition now: look whether its rows are the ones you want (${why})`
      : "rows that it left out come back: add the condition yourself where you want it";
  if (verb === "remove") return `take it out of what is selected, filtered, grouped and sorted by; no migration says what took its place`;
  if (verb === "add") return kind === "parameter" ? why : "nothing has to be done; it may be used";
  if (trait === "type") return `read ${after ?? "another type"} where it was ${before ?? "another type"}`;
  return `look at queries that name ${name}: ${why}`;
}

/** The last part of the name follows a column that a migration renamed; what is in front of it stays. */
function isRenamed(before: string, after: string, renames: MigrationManifest["renames"]): boolean {
  const [from, to] = [before.lastIndexOf("."), after.lastIndexOf(".")];
  if (before.slice(0, from + 1) !== after.slice(0, to + 1)) return false;
  // Several migrations may have renamed it one behind the other.
  let leaf = before.slice(from + 1);
  for (const { from: old, to: now } of renames)
    if (kindOf(old) === "column" && parseNodeKey(old).path.at(-1) === leaf) leaf = parseNodeKey(now).path.at(-1) ?? leaf;
  return leaf !== before.slice(from + 1) && leaf === after.slice(to + 1);
}
