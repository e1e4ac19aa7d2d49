/** Sentences of the guide from one version of a domain to the next, the same on the page and in Markdown. */
import type { GuideStep } from "../../model/domain-book.ts";
import type { DeployOrder } from "../../model/domain-contract.ts";
import { shellWord } from "../../model/shell-word.ts";
import { countOf } from "../text/words.ts";

export function versionWord(version: string | null): string {
  return version ?? "no version";
}

export function guideTitle(from: string | null, to: string | null): string {
  return `From ${versionWord(from)} to ${versionWord(to)}`;
}

const WORDS: Readonly<Record<DeployOrder, string>> = {
  "expand, then contract":
    "Neither can be deployed first: queries of one version fail on the other. Offer both for a while (expand), change the queries, then take the old away (contract).",
  "application first": "Change and deploy the queries first: they work on both versions, the old ones do not.",
  "database first": "Deploy the database and the domain first: old queries go on working, the new ones need it.",
  "any order": "Either can be deployed first.",
};

/** Who deploys first, by the heaviest step; how many steps ask for it. */
export function deployWords(steps: readonly GuideStep[]): string {
  const [first] = steps;
  if (first === undefined) return "";
  const count = steps.filter(({ deploy }) => deploy === first.deploy).length;
  return `${WORDS[first.deploy]} ${count === steps.length ? "" : `That is because of the first ${count === 1 ? "line" : countOf(count, "line")}.`}`.trimEnd();
}

/** The command that keeps the version before readable; undefined where its queries go on working anyhow. */
export function keepWords(name: string, from: string | null, steps: readonly GuideStep[]): string | undefined {
  return from !== null && steps.some(({ before }) => before !== undefined) ? `selecto domain version keep ${shellWord(`${name}@${from}`)}` : undefined;
}
