/** A change of a contract in words. */
import type { ContractChange } from "../../model/domain-contract.ts";

const VERBS: Readonly<Record<ContractChange["verb"], string>> = { add: "new", remove: "gone", alter: "changed" };

/** `gone field total`, `field total: type integer -> decimal`. Not made safe for a terminal. */
export function changeWords({ verb, kind, name, trait, before, after }: ContractChange): string {
  const subject = `${kind} ${kind === "tenant" || kind === "domain" ? "" : name}`.trim();
  if (verb !== "alter" || trait === undefined || trait === "shown") return `${VERBS[verb]} ${subject}`;
  return `${subject}: ${trait} ${before ?? "not said"} -> ${after ?? "not said"}`;
}
