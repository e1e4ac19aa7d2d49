/** Names and messages that want to steer the terminal, the reader's eye or the comment they end up in. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { nodeKey } from "../../src/model/identity.ts";
import {
  renderCheck,
  renderDependents,
  renderDiagnostics,
  renderDiff,
  renderGenerated,
  renderImpact,
  renderRun,
  renderSnapshotList,
  renderStatus,
  renderVerified,
  type Format,
  type RenderOptions,
} from "../../src/report/index.ts";
import { codeSpan } from "../../src/report/text/markdown.ts";
import { safeText } from "../../src/report/text/safe-text.ts";
import { brokenQuery, checkOf, dependentOf, dependentsOf, diffOf, everything, impactOf, packageOf, plain, reportOf, stepOf } from "./made-up.ts";

/** One text at every place that comes from outside, through every renderer. */
function renderAll(evil: string, options: RenderOptions): Record<string, string> {
  const key = nodeKey("table", "public", evil);
  const column = nodeKey("column", "public", evil, evil);
  const position = { file: evil, line: 1, column: 2 };
  const witness = { sqlstate: "42703", message: evil, stage: "describe", position, line: evil } as const;
  const origin = { kind: "files", text: evil } as const;
  const diagnostic = { code: "query-unparsable", severity: "error", message: evil, position, next: evil } as const;
  const subject = nodeKey("query", evil);
  const report = reportOf(
    [
      brokenQuery("a", {
        subject,
        label: evil,
        position,
        witness,
        reasons: [{ code: "x", text: evil, path: [column, key, nodeKey("view", "public", evil), subject] }],
        rewrite: { before: evil, after: `${evil}!`, proved: false, printed: evil },
      }),
      brokenQuery("b", { label: evil, witness }),
      impactOf("unknown", "c", { label: evil, reasons: [{ code: "x", text: evil, path: [] }] }),
      impactOf("safe", "d", { label: evil }),
    ],
    {
      from: origin,
      to: origin,
      changes: [
        { verb: "drop", key: column, before: { type: evil } },
        { verb: "rename", key, to: nodeKey("table", "public", `${evil}2`) },
        { verb: "alter", key, attribute: evil, before: evil, after: [evil] },
      ],
      fallen: [
        { key: nodeKey("view", evil, evil), reason: evil },
        { key, reason: evil, witness },
      ],
      refusal: { sqlstate: "2BP01", message: evil, detail: evil },
      baseline: [{ subject, label: evil, position, verdict: "broken", witness, reason: evil }],
      diagnostics: [diagnostic],
      engine: evil,
    },
  );
  const dependent = dependentOf("a", {
    key: subject,
    label: evil,
    position,
    how: "through",
    columns: [evil],
    path: [key, nodeKey("view", evil, evil), subject],
  });
  const dependents = dependentsOf({
    keys: [key],
    also: [key],
    domains: [{ name: evil, elements: [dependent] }],
    queries: [dependent],
    objects: [{ ...dependent, key, kind: "object" }],
    columnUse: [{ column: evil, uses: 1, reads: 0, writes: 1 }],
    statements: [
      {
        key,
        label: evil,
        position,
        parameters: [{ number: 1, name: evil, type: evil }],
        results: [{ name: evil, type: evil }],
        relations: [{ key, operations: ["update"], reads: [{ name: evil, position }], writes: [{ name: evil }], position }],
        routines: [{ key, position }],
      },
    ],
    defects: report.baseline,
    diagnostics: [diagnostic],
    engine: evil,
  });
  const texts = [{ verb: "alter", name: evil, position, before: evil, after: `${evil}\nx` } as const];
  const diff = diffOf({
    from: origin,
    to: origin,
    schema: [...report.changes, { verb: "add", key: nodeKey("view", "public", evil), after: { def: evil } }],
    reordered: [key],
    domains: texts,
    queries: texts,
    diagnostics: [diagnostic],
  });
  const check = checkOf({
    base: origin,
    head: origin,
    changedFiles: [evil],
    impact: report,
    packages: [{ name: evil, status: "unproved", problems: [evil], reversibility: evil }],
    inStep: "no",
    missingInPackages: [evil],
    integrity: [diagnostic],
    accepted: [{ id: evil, reason: evil, until: evil, expired: true }],
    outcome: "fail",
    exit: 1,
  });
  const migration = packageOf([stepOf(1, evil, { lock: evil, hazards: [{ code: "data-loss", subject: evil, text: evil }] })], [stepOf(1, evil)], {
    name: evil,
    class: "lossy",
    proof: { server: evil, ordered: false, rows: 1, emptyTables: [key] },
  });
  const generated = {
    migration,
    packages: 1,
    changes: report.changes,
    losses: [{ subject: evil, key, text: evil }],
    impact: report,
    reordered: [key],
    folder: evil,
  };
  const status = {
    target: evil,
    diagnostics: [diagnostic],
    status: {
      ledger: true,
      applied: [{ ordinal: 1, name: evil, checksum: evil, from: evil, to: evil, appliedAt: evil, durationMs: 1, appliedBy: evil, toolVersion: evil }],
      pending: [evil],
      missing: [],
      edited: [],
      unreachable: [evil],
      unfinished: [],
      domains: [],
    },
  };
  const run = {
    target: evil,
    direction: "up" as const,
    ran: [{ name: evil, durationMs: 1 }],
    scripts: [{ name: evil, sql: evil }],
    waited: false,
    appliedCount: 1,
    pendingCount: 0,
    diagnostics: [diagnostic],
  };
  const answers: Record<string, string> = { diagnostics: renderDiagnostics([diagnostic], options) };
  const formats: readonly Format[] = ["text", "json", "markdown"];
  for (const format of formats) {
    answers[`impact ${format}`] = renderImpact(report, format, options);
    answers[`dependents ${format}`] = renderDependents(dependents, format, options);
    answers[`diff ${format}`] = renderDiff(diff, format, options);
    answers[`check ${format}`] = renderCheck(check, format, options);
    if (format === "markdown") continue;
    answers[`generated ${format}`] = renderGenerated(generated, format, options);
    answers[`status ${format}`] = renderStatus(status, format, options);
    answers[`run ${format}`] = renderRun(run, format, options);
    answers[`verified ${format}`] = renderVerified(
      { packages: [{ name: evil, class: evil, status: "unproved", problems: [evil], restamped: false, ordered: true }], diagnostics: [diagnostic] },
      format,
      options,
    );
    answers[`snapshots ${format}`] = renderSnapshotList(
      [{ id: evil, label: evil, createdAt: evil, commit: evil, origin: evil, fingerprint: evil, counts: { tables: 1 } }],
      format,
      options,
    );
  }
  return answers;
}

const STEERING = /(?!\n)\p{Cc}|[\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]/u;
const EVIL = ["x\u001b[2J\u001b]0;owned\u0007", "x\rbroken 0", "x\u009b31m", "a\u202eb", "x\u0000y", "a\u2028b", "half \ud800"];

describe("nothing steers the terminal", () => {
  it.each(EVIL)("%j", (evil) => {
    for (const options of [plain, everything]) {
      for (const [name, text] of Object.entries(renderAll(evil, options)))
        expect({ name, found: STEERING.exec(text)?.[0] }).toEqual({ name, found: undefined });
    }
  });

  it("any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 12 }), (evil) => {
        for (const [name, text] of Object.entries(renderAll(evil, everything)))
          expect({ name, found: STEERING.exec(text)?.[0] }).toEqual({ name, found: undefined });
      }),
      { numRuns: 60 },
    );
  });

  it("and JSON still says exactly what was there", () => {
    const answers = EVIL.flatMap((evil) => Object.entries(renderAll(evil, plain)).flatMap(([name, text]) => (name.endsWith(" json") ? [{ evil, text }] : [])));
    const silent = answers.filter(({ evil, text }) => !JSON.stringify(JSON.parse(text)).includes(JSON.stringify(evil).slice(1, -1)));
    expect({ answers: answers.length > EVIL.length, silent }).toEqual({ answers: true, silent: [] });
  });
});

describe("colours", () => {
  it("only come when asked for, and are nothing but colours", () => {
    const sgr = /\p{Cc}\[\d+m/gu;
    const coloured = renderAll("name", { ...plain, color: true });
    const bare = renderAll("name", plain);
    for (const [name, text] of Object.entries(bare)) {
      expect(text).not.toContain("\u001b");
      expect(coloured[name]?.replaceAll(sgr, "")).toBe(text);
    }
    expect(coloured["impact text"]).toMatch(sgr);
    expect(coloured["impact json"]).toBe(bare["impact json"]);
    expect(coloured["check markdown"]).toBe(bare["check markdown"]);
  });
});

describe("safeText", () => {
  it.each([
    ["a\u001b[2Jb", "a\\u001b[2Jb"],
    ["line\nbreak\ttab\r", "line\\nbreak\\ttab\\r"],
    ["\u202egnp.exe", "\\u202egnp.exe"],
    ["\u{e0041}", "\\u{e0041}"],
    ["\ud83d", "\\ud83d"],
    ["naïve 日本 😀 می\u200cخواهم", "naïve 日本 😀 می\u200cخواهم"],
  ])("%j is shown as %s", (text, shown) => {
    expect(safeText(text)).toBe(shown);
  });
});

describe("markdown", () => {
  it.each([
    ["name", "`name`"],
    ["a|b", "`a\\|b`"],
    ["a`b", "``a`b``"],
    ["`quoted`", "`` `quoted` ``"],
    ["``", "``` `` ```"],
    ["two\nlines", "`two\\nlines`"],
    ["<img src=x onerror=alert(1)>", "`<img src=x onerror=alert(1)>`"],
    ["@team #1 [x](http://y)", "`@team #1 [x](http://y)`"],
    [" ", "`(empty)`"],
  ])("shows %j as %s", (text, code) => {
    expect(codeSpan(text)).toBe(code);
  });

  it.each(["</details>", "@everyone", "<script>", "a | b", "x`y", "```\nend", "-->"])("keeps %j inside code everywhere", (evil) => {
    for (const [name, text] of Object.entries(renderAll(evil, plain))) {
      if (!name.endsWith("markdown")) continue;
      const outside = withoutCode(text);
      expect({ name, outside: outside.includes("everyone") || outside.includes("<script") || outside.includes("</details>x") }).toEqual({
        name,
        outside: false,
      });
      expect({ name, opened: outside.match(/<details>/g)?.length ?? 0 }).toEqual({ name, opened: outside.match(/<\/details>/g)?.length ?? 0 });
      // Pipes split cells inside code too, unless they are escaped: every row has as many as the head.
      for (const block of withoutBlocks(text)
        .split(/\n\n/)
        .filter((part) => part.startsWith("|"))) {
        const widths = block
          .trim()
          .split("\n")
          .map((row) => row.replaceAll("\\|", "").split("|").length);
        expect({ name, widths: new Set(widths).size }).toEqual({ name, widths: 1 });
      }
    }
  });
});

function withoutBlocks(text: string): string {
  return text.replaceAll(/^(`{3,})[a-z]*\n[^]*?\n\1$/gm, "");
}

/** Markdown without its code blocks and code spans. */
function withoutCode(text: string): string {
  return withoutBlocks(text).replaceAll(/(?<!`)(`+)(?!`)[^]*?[^`]\1(?!`)/g, "");
}
