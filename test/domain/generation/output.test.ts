/** What becomes of files: merging, editing in place, overlays. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { mergeDocuments } from "../../../src/domain/generation/output/merge.ts";
import { editText, generatedHash, writeText } from "../../../src/domain/generation/output/write-text.ts";
import { pairOverlays } from "../../../src/domain/notations/overlay.ts";
import { readDomain } from "../../../src/domain/read-domain.ts";
import { hashOf } from "../../../src/model/hash.ts";
import type { JsonObject } from "../../../src/model/json.ts";

const document = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: "small" }, fc.constantFrom("a", "b", 1, true), fc.uniqueArray(fc.constantFrom("x", "y", "z")), tie("object")),
  object: fc.dictionary(fc.constantFrom("k", "l", "m", "fields"), tie("value"), { noNullPrototype: true }),
})).object as fc.Arbitrary<JsonObject>;

describe("merge", () => {
  it("follows the schema where nobody edited, and keeps edits where the schema stayed", () => {
    fc.assert(
      fc.property(document, document, (before, other) => {
        expect(mergeDocuments(before, before, other).document).toEqual(other);
        expect(mergeDocuments(before, other, before)).toMatchObject({ document: other, conflicts: [] });
        expect(mergeDocuments(before, other, other)).toEqual({ document: other, handEdits: [], conflicts: [] });
      }),
    );
  });

  it("merges lists of names, and names what both changed", () => {
    expect(
      mergeDocuments({ fields: ["a", "b", "c"], label: "x" }, { fields: ["c", "a", "mine"], label: "y" }, { fields: ["a", "b", "new"], label: "z" }),
    ).toEqual({
      document: { fields: ["a", "mine", "new"], label: "y" },
      handEdits: ["fields"],
      conflicts: ["label"],
    });
  });

  it("only adds where it is not known what was generated", () => {
    expect(mergeDocuments(undefined, { a: { x: 1 }, fields: ["q"] }, { a: { x: 2, y: 3 }, fields: ["p"] })).toEqual({
      document: { a: { x: 1, y: 3 }, fields: ["q", "p"] },
      handEdits: [],
      conflicts: ["a.x"],
    });
  });
});

describe("text", () => {
  const now: JsonObject = { name: "Order", source: { source_table: "orders", fields: ["id"], columns: { id: { type: "integer" } }, associations: {} } };

  it("says what was generated, and edits only what differs", () => {
    const text = writeText("yaml", now, "order.overlay.yaml", "").replace("source_table: orders", "source_table: orders # ours");
    expect(generatedHash(text)).toBe(hashOf(now));
    const then: JsonObject = {
      ...now,
      source: { source_table: "orders", fields: ["id", "total"], columns: { id: { type: "integer" } }, associations: { user: { queryable: "users" } } },
    };
    const made = editText({ path: "order.yaml", text }, now, then, then);
    const edited = "files" in made ? (made.files[0]?.text ?? "") : made.problem;
    expect(edited).toContain("source_table: orders # ours");
    expect(edited).toContain("associations:\n    user:\n      queryable: users");
    expect(generatedHash(edited)).toBe(hashOf(then));
    expect(readDomain({ path: "order.yaml", text: edited }).domain?.document).toEqual(then);
  });
});

describe("overlay", () => {
  const base = {
    path: "domains/order.yaml",
    text: "name: Order\nsource: { source_table: orders, fields: [id, total, note], redact_fields: [note], columns: { id: { type: integer }, total: { type: decimal }, note: { type: string } } }\nfilters:\n  big: { name: Big, field: total }\ndefault_selected: [id]\n",
  };
  const read = (text: string) => {
    const overlay = { path: "domains/order.overlay.yaml", text };
    const { paired, alone } = pairOverlays([overlay, base]);
    expect(alone).toEqual([]);
    return readDomain(paired[0]?.file ?? base, paired[0]?.overlay);
  };

  it("merges columns, replaces filters by id, unites redactions, replaces the rest", () => {
    const { domain } = read(
      "columns: { total: { label: Sum } }\nfilters: { big: { field: id }, own: { field: id } }\nredact_fields: [total, note]\ndefault_selected: [total]\njoins: {}\nsource: { source_table: other }\n",
    );
    expect(domain?.document).toMatchObject({
      source: { source_table: "orders", columns: { total: { type: "decimal", label: "Sum" } }, redact_fields: ["note", "total"] },
      filters: { big: { field: "id" }, own: { field: "id" } },
      default_selected: ["total"],
    });
    const filters = domain?.document["filters"] as JsonObject | undefined;
    expect(filters?.["big"]).toEqual({ field: "id" });
  });

  it("points into the file that has the last word", () => {
    const { diagnostics } = read("# ours\nfilters:\n  own: { field: nothing }\ncolumns:\n  ghost: { label: Ghost }\n");
    expect(diagnostics.map(({ code, position }) => [code, position?.file, position?.line])).toEqual([
      ["domain-unknown-field", "domains/order.overlay.yaml", 3],
      ["domain-overlay-phantom", "domains/order.overlay.yaml", 5],
    ]);
  });

  it("may hold comments only, but not lie on nothing", () => {
    expect(read("# nothing yet\n").diagnostics).toEqual([]);
    expect(pairOverlays([{ path: "a.overlay.yaml", text: "" }]).alone).toMatchObject([{ code: "domain-overlay-alone", position: { file: "a.overlay.yaml" } }]);
  });
});
