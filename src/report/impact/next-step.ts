/** The most useful thing to type or do after reading an impact report. */
import { kindOf, nameOf, type NodeKey } from "../../model/identity.ts";
import type { ImpactReport } from "../../model/impact.ts";
import { safeWord } from "../text/safe-text.ts";
import { formatNumber } from "../text/words.ts";

export function nextStep(report: ImpactReport): string {
  const { counts, impacts, changes, to } = report;
  const repaired = impacts.filter((impact) => impact.rewrite !== undefined).length;
  if (repaired > 0)
    return `put the edits into the files together with the rename (--all lists every one)${counts.broken > repaired ? `, mend the other ${formatNumber(counts.broken - repaired)}` : ""}, then selecto check`;
  if (counts.broken > 0 || report.fallen.some((one) => one.witness !== undefined)) return nextForBroken(report);
  if (counts.unknown > 0)
    return "read the reasons of what is unknown; give the shadow what it lacks, or accept it by id and reason in selecto.config.yaml (check.accept)";
  if (report.diagnostics.some((one) => one.severity === "error")) return "mend what could not be read, then ask again";
  if (changes.length === 0) return "try a change that nobody has made yet: --drop table.column, --rename table.column:new_name or --sql FILE";
  if (counts.changed > 0 || counts["at-risk"] > 0) return "see that those who use these results expect the new ones; then selecto migrate generate";
  return to.kind === "script" ? "make the change in the schema files; then selecto migrate generate" : "selecto migrate generate";
}

function nextForBroken({ changes, fallen, likelyRenames = [] }: ImpactReport): string {
  const dropped = changes.filter((change) => change.verb === "drop" && kindOf(change.key) === "column" && !fallen.some((one) => one.key === change.key));
  const [only] = dropped;
  const rest = "otherwise mend what is broken and ask again";
  const [likely] = likelyRenames;
  if (likely !== undefined) return `${renameCommand(likely.from, nameOf(likely.to).split(".").at(-1) ?? "")} judges the rename; ${rest}`;
  return dropped.length === 1 && only !== undefined
    ? `${renameCommand(only.key, "new_name")} if it only gets a new name; ${rest}`
    : "mend what is broken, in the queries and domains or in the change, and ask again";
}

function renameCommand(key: NodeKey, newName: string): string {
  return `selecto analyze impact --rename ${safeWord(`${nameOf(key)}:${newName}`)}`;
}
