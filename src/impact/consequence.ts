/**
 * What a verdict means where the statement is not what people see. Nobody sees a view that is not shown, so what breaks it
 * is a risk; a condition that old components leave out changes what comes back; what is only written down fails nowhere.
 */
import type { Consequence, Impact, Reason } from "../model/impact.ts";
import type { Subject } from "../model/subject.ts";
import type { Judgement } from "./verdict.ts";

/** What only follows from a condition that is gone. */
const CONSEQUENT = new Set(["rebound", "parameters"]);

/** @param old the subject before the change, where there was one */
export function withConsequence(judgement: Judgement, subject: Subject, old: Subject | undefined): Judgement {
  const { stored } = subject;
  if (!("impact" in judgement)) return judgement;
  if (subject.weak === true && judgement.impact.verdict === "broken") return { impact: writtenDown(judgement.impact) };
  if (stored === undefined) return judgement;
  const impact = pathThroughDomain(judgement.impact, subject, old);
  const { verdict, reasons } = impact;
  const before = new Set(old?.stored?.skipped.map(({ message }) => message));
  const skipped = stored.skipped.filter(({ message }) => !before.has(message));
  if (skipped.length > 0 && verdict !== "broken" && verdict !== "unknown") {
    const widened = skipped.map(({ message, isGroup }): Reason => ({
      code: isGroup === true ? "group-left-out" : "filter-left-out",
      text: `${isGroup === true ? "a field it is grouped by is left out silently, so the groups are others" : "a condition is left out silently, so more rows come back"}: ${message}`,
      path: [subject.key],
    }));
    const silently = skipped.every(({ isGroup }) => isGroup === true) ? "regroups" : "widens";
    return {
      impact: {
        ...impact,
        ...hidden(stored.latent, "changed"),
        position: skipped[0]?.position ?? impact.position,
        reasons: [...widened, ...reasons.filter(({ code }) => !CONSEQUENT.has(code))],
        consequence: stored.latent ? "latent" : silently,
      },
    };
  }
  const consequence: Consequence | undefined = verdict === "unknown" ? "unknown" : verdict === "broken" ? (stored.latent ? "latent" : "fails") : undefined;
  if (consequence === undefined) return { impact };
  if (consequence === "fails" && stored.kind === "exported view") return { impact: { ...impact, reasons: [...reasons, frozen(subject)], consequence } };
  if (consequence !== "latent") return { impact: { ...impact, consequence } };
  const why: Reason = {
    code: "latent-view",
    text: "the view is set up but not the one that is shown: it fails when somebody switches to it",
    path: [subject.key],
  };
  return { impact: { ...impact, verdict: "at-risk", reasons: [...reasons, why], consequence } };
}

function frozen({ key }: Subject): Reason {
  return { code: "frozen-copy", text: "it runs a copy of its domain: after the domain is mended, export the view again", path: [key] };
}

function writtenDown(impact: Impact): Impact {
  const why: Reason = { code: "written-down", text: "it is only written down: Selecto joins by the association, and does not read it", path: [impact.subject] };
  return { ...impact, verdict: "at-risk", reasons: [...impact.reasons, why] };
}

function hidden(latent: boolean, verdict: Impact["verdict"]): Pick<Impact, "verdict"> {
  return { verdict: latent ? "at-risk" : verdict };
}

/** A field that went from the domain explains itself: the way starts at it. */
function pathThroughDomain(impact: Impact, subject: Subject, old: Subject | undefined): Impact {
  if (subject.statement.kind !== "refused") return impact;
  const { reason } = subject.statement;
  const gone = old?.stored?.uses.find((key) => reason.includes(key.slice(key.lastIndexOf(".") + 1)));
  if (gone === undefined) return impact;
  return { ...impact, reasons: impact.reasons.map((one) => (one.path.length === 1 ? { ...one, path: [gone, subject.key] } : one)) };
}
