/** The reports of `domain generate`: names from the schema cannot become markup. */
import { expect, it } from "@jest/globals";
import type { GeneratedDomains } from "../../src/model/generation.ts";
import { renderGeneratedDomains } from "../../src/report/index.ts";
import { plain } from "./made-up.ts";

const screen: GeneratedDomains = {
  dryRun: false,
  origin: "files",
  minConfidence: 0.8,
  tables: 1,
  domains: [],
  relationships: [
    {
      table: "table:public.a",
      columns: ["<b>|`x`"],
      target: "table:public.c",
      targetColumns: ["id"],
      declared: false,
      confidence: 0.5,
      reasons: ["its name says <i>c</i>"],
    },
  ],
  patterns: [],
  indexes: [],
  diagnostics: [],
};

it("escapes what the schema says", () => {
  const html = renderGeneratedDomains(screen, "html", plain);
  expect(html).toContain("a.&lt;b&gt;|`x`");
  expect(html).not.toMatch(/<b>|<i>/);
  const markdown = renderGeneratedDomains(screen, "markdown", plain);
  expect(markdown).toContain("| `` a.<b>\\|`x` `` | `c.id` | 0.50 | no | `its name says <i>c</i>` |");
});

it("says what is too unsure to use, and what to do next", () => {
  const text = renderGeneratedDomains(screen, "text", plain);
  expect(text).toContain("0 declared, 0 guessed, 1 too unsure to use (below 0.80)");
  expect(text).toContain("Next: name a table, or --all");
});
