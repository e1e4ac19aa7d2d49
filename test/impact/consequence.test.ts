import { describe, expect, it } from "@jest/globals";
import { withConsequence } from "../../src/impact/consequence.ts";
import type { Impact, Verdict } from "../../src/model/impact.ts";
import type { StoredQuery, Subject } from "../../src/model/subject.ts";

const position = { file: "views.json", line: 1, column: 1 };

function subject(stored: Partial<StoredQuery>, more: Partial<Subject> = {}): Subject {
  return {
    key: "query:a",
    kind: "query",
    label: "saved view a",
    position,
    sql: "",
    text: "",
    edits: [],
    statement: { kind: "ask", sql: "", offset: 0 },
    parameters: [],
    uses: [],
    stored: { kind: "saved view", latent: false, skipped: [], uses: [], origins: [], ...stored },
    ...more,
  };
}

function outcome(verdict: Verdict, now: Subject, old?: Subject): Impact {
  const impact: Impact = {
    subject: "query:a",
    kind: "query",
    label: "saved view a",
    position,
    verdict,
    reasons: [{ code: "x", text: "x", path: ["query:a"] }],
    live: false,
  };
  const result = withConsequence({ impact }, now, old);
  if (!("impact" in result)) throw new Error("an impact was expected");
  return result.impact;
}

describe("withConsequence", () => {
  it("says that a shown view fails and a hidden one will", () => {
    expect(outcome("broken", subject({}))).toMatchObject({ verdict: "broken", consequence: "fails" });
    expect(outcome("broken", subject({ latent: true }))).toMatchObject({ verdict: "at-risk", consequence: "latent" });
    expect(outcome("unknown", subject({}))).toMatchObject({ verdict: "unknown", consequence: "unknown" });
    expect(outcome("safe", subject({})).consequence).toBeUndefined();
  });

  it("calls a condition that goes silently a change, once", () => {
    const skipped = [{ message: "gone is no field", position }];
    expect(outcome("safe", subject({ skipped }), subject({}))).toMatchObject({ verdict: "changed", consequence: "widens" });
    expect(outcome("safe", subject({ skipped }), subject({ skipped })).verdict).toBe("safe");
  });

  it("tells a group that goes silently from a condition, and what is only written down from what is read", () => {
    const skipped = [{ message: "gone is no field", position, isGroup: true as const }];
    expect(outcome("changed", subject({ skipped }), subject({}))).toMatchObject({
      verdict: "changed",
      consequence: "regroups",
      reasons: [{ code: "group-left-out" }, {}],
    });
    const { stored: _, ...element } = subject({}, { weak: true });
    expect(outcome("broken", element)).toMatchObject({ verdict: "at-risk", reasons: [{}, { code: "written-down" }] });
    expect(outcome("broken", subject({ kind: "exported view" })).reasons.at(-1)?.code).toBe("frozen-copy");
  });

  it("starts the way at the field that left the domain", () => {
    const now = subject({}, { statement: { kind: "refused", sqlstate: "invalid_field", reason: "title is no field of Book", position } });
    expect(outcome("broken", now, subject({ uses: ["element:Book.source.fields.title"] })).reasons[0]?.path).toEqual([
      "element:Book.source.fields.title",
      "query:a",
    ]);
  });

  it("leaves other queries alone", () => {
    const { stored: _, ...plain } = subject({});
    expect(outcome("broken", plain).consequence).toBeUndefined();
  });
});
