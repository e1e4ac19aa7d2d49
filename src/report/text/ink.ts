/** Colours by meaning. Whether there are any is the caller's to say; no stream and no environment is asked. */
import { createColors } from "picocolors";
import type { Severity } from "../../model/diagnostic.ts";
import type { Verdict } from "../../model/impact.ts";

type Paint = (text: string) => string;

export interface Ink {
  readonly strong: Paint;
  readonly faint: Paint;
  readonly bad: Paint;
  readonly good: Paint;
  readonly careful: Paint;
  readonly place: Paint;
  readonly added: Paint;
  readonly removed: Paint;
  readonly verdict: (verdict: Verdict, text: string) => string;
  readonly severity: (severity: Severity, text: string) => string;
}

export function inkOf({ color }: { readonly color: boolean }): Ink {
  const { bold, dim, red, green, yellow, magenta, cyan, blue } = createColors(color);
  const verdicts: Readonly<Record<Verdict, Paint>> = {
    broken: red,
    changed: yellow,
    "at-risk": magenta,
    slower: cyan,
    unknown: blue,
    fixed: green,
    safe: green,
  };
  const severities: Readonly<Record<Severity, Paint>> = { error: red, warning: yellow, info: dim };
  return {
    strong: bold,
    faint: dim,
    bad: red,
    good: green,
    careful: yellow,
    place: cyan,
    added: green,
    removed: red,
    verdict: (verdict, text) => verdicts[verdict](text),
    severity: (severity, text) => severities[severity](text),
  };
}
