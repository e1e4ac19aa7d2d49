/** Everything that generation found, with confidence and reasons, as Markdown and as one HTML page. */
import { nameOf } from "../../model/identity.ts";
import { PATTERN_KINDS, type GeneratedDomains } from "../../model/generation.ts";
import { html, trusted } from "../docs/html.ts";
import { STYLE } from "../docs/style.ts";
import { codeBlock, codeSpan, table } from "../text/markdown.ts";
import { safeText } from "../text/safe-text.ts";
import { countOf } from "../text/words.ts";
import { confidenceText, kindText, patternText, sourceText, targetText } from "./words.ts";

interface Section {
  readonly title: string;
  readonly head: readonly string[];
  /** the cells of `code` columns are names, the others are words */
  readonly code: readonly number[];
  readonly rows: readonly (readonly string[])[];
}

function sections(screen: GeneratedDomains): readonly Section[] {
  const { domains, relationships, patterns, indexes, diagnostics, minConfidence } = screen;
  const relationshipRows = relationships
    .toSorted((a, b) => Number(a.declared) - Number(b.declared) || b.confidence - a.confidence)
    .map((one) => [
      sourceText(one),
      targetText(one),
      one.declared ? "declared" : confidenceText(one.confidence),
      one.declared || one.confidence >= minConfidence ? "yes" : "no",
      one.reasons.join("; "),
    ]);
  const patternRows = PATTERN_KINDS.flatMap((kind) =>
    patterns
      .filter((one) => one.kind === kind)
      .map((one) => [
        patternText(one),
        kindText(kind),
        confidenceText(one.confidence),
        one.suggestion === undefined ? one.reason : `${one.reason}: ${one.suggestion}`,
      ]),
  );
  return [
    {
      title: "Domains",
      head: ["domain", "table", "file", "fields", "joins", "redacted", "outcome"],
      code: [0, 1, 2, 5],
      rows: domains.map((one) => [one.name, nameOf(one.table), one.file, `${one.fields}`, `${one.joins}`, one.redacted.join(", "), one.outcome]),
    },
    { title: "Relationships", head: ["from", "to", "confidence", "used", "why"], code: [0, 1], rows: relationshipRows },
    { title: "Patterns", head: ["where", "what", "confidence", "why"], code: [0], rows: patternRows },
    { title: "Indexes that joins would use", head: ["statement", "why"], code: [0], rows: indexes.map(({ sql, reason }) => [sql, reason]) },
    { title: "Notes", head: ["code", "what", "next"], code: [0], rows: diagnostics.map(({ code, message, next }) => [code, message, next ?? ""]) },
  ].filter(({ rows }) => rows.length > 0);
}

function summary({ domains, tables, origin, relationships }: GeneratedDomains): string {
  const guessed = relationships.filter(({ declared }) => !declared).length;
  return `${countOf(domains.length, "domain")} of ${countOf(tables, "table")} from ${origin}; ${countOf(relationships.length - guessed, "declared relationship")}, ${guessed} guessed.`;
}

export function renderGeneratedMarkdown(screen: GeneratedDomains): string {
  // Reasons are selecto's own words with names of the schema in them, so they stand in code as well.
  const cell = (text: string, isCode: boolean): string => (text === "" ? "" : isCode || /[^\w .,;:()%/-]|_/.test(text) ? codeSpan(text) : text);
  const body = sections(screen).flatMap(({ title, head, rows, code }) => [
    "",
    `## ${title}`,
    "",
    ...table(
      head,
      rows.map((row) => row.map((text, at) => cell(text, code.includes(at)))),
    ),
  ]);
  const texts = screen.domains.flatMap(({ file, text }) =>
    text === undefined || text === ""
      ? []
      : ["", `## ${codeSpan(file)}`, "", ...codeBlock(text.trimEnd().split("\n").map(safeText), file.slice(file.lastIndexOf(".") + 1))],
  );
  return `${["# Generated domains", "", codeSpan(summary(screen)), ...body, ...texts].join("\n")}\n`;
}

export function renderGeneratedHtml(screen: GeneratedDomains): string {
  const content = sections(screen).map(
    ({ title, head, rows, code }) =>
      html`<h2>${title}</h2>
        <div class="scroll">
          <table>
            <thead>
              <tr>
                ${head.map((text) => html`<th>${text}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${rows.map(
                (row) =>
                  html`<tr>
                    ${row.map((text, at) => (code.includes(at) ? html`<td><code>${text}</code></td>` : html`<td>${text}</td>`))}
                  </tr> `,
              )}
            </tbody>
          </table>
        </div>`,
  );
  const texts = screen.domains.flatMap(({ file, text }) =>
    text === undefined || text === ""
      ? []
      : [
          html`<h2><code>${file}</code></h2>
            <pre>${text}</pre>`,
        ],
  );
  return `${
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>Generated domains</title>
          <style>
            ${trusted(STYLE)}
          </style>
        </head>
        <body>
          <main>
            <h1>Generated domains</h1>
            <p class="sub">${summary(screen)}</p>
            ${content}${texts}
          </main>
        </body>
      </html>`.html
  }\n`;
}
