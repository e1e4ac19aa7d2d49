/** What the schemas of an application say beside the database: names, references without foreign keys, values, redaction. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { generate, readRelationships, type GenerationWishes } from "../../../src/domain/generation/generate.ts";
import { NO_DECLARATIONS, type Declarations, type Relationship, type RelationshipNames } from "../../../src/model/generation.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import { loadParser } from "../../../src/sql/index.ts";
import { sketch } from "./schema.ts";

beforeAll(() => loadParser());

const SCHEMA = sketch({
  people: { columns: ["id bigint", "nick text", "note text", "state text"] },
  letters: { columns: ["id bigint", "frm bigint", "body text"] },
  crowd: { columns: ["p bigint", "l bigint"], key: ["p", "l"] },
});

const wishes: GenerationWishes = { names: ["people", "letters"], all: false, minConfidence: 0.8, redact: [], show: [], searchPath: ["public"] };

function reference(table: string, column: string, target: string, names: RelationshipNames, targetColumn = "id"): Relationship {
  const reasons = [`declared in App.${table} (lib/${table}.ex:3:5)`];
  return {
    table: `table:public.${table}`,
    columns: [column],
    target: `table:public.${target}`,
    targetColumns: [targetColumn],
    declared: true,
    confidence: 1,
    reasons,
    names,
  };
}

const generated = (more: Partial<Declarations>, wish: Partial<GenerationWishes> = {}) =>
  generate(SCHEMA, readRelationships(SCHEMA, undefined, { ...NO_DECLARATIONS, ...more }), { ...wishes, ...wish });

const associations = ({ proposed }: ReturnType<typeof generated>): JsonObject[] =>
  proposed.map(({ document }) => (document["source"] as JsonObject)["associations"] as JsonObject);

describe("references", () => {
  it("that no name tells are taken, under the names of both sides, with their reason", () => {
    const relationships = [reference("letters", "frm", "people", { reference: "sender", parts: "sent" })];
    const made = generated({ relationships });
    const [ofPeople, ofLetters] = associations(made).toSorted((a) => ("sent" in a ? -1 : 1));
    expect(ofLetters).toEqual({
      sender: { queryable: "people", field: "sender", owner_key: "frm", related_key: "id", cardinality: "one", description: "declared in App.letters" },
    });
    expect(ofPeople).toMatchObject({ sent: { queryable: "letters", owner_key: "id", related_key: "frm", cardinality: "many" } });
    expect(made.relationships.map(({ reasons }) => reasons)).toEqual([["declared in App.letters (lib/letters.ex:3:5)"]]);
  });

  it("over a table in between are one", () => {
    const relationships = [reference("crowd", "p", "people", { beyond: "mail" }), reference("crowd", "l", "letters", {})];
    expect(associations(generated({ relationships }, { names: ["people"] }))).toEqual([
      {
        mail: expect.objectContaining({
          queryable: "letters",
          join_through: "crowd",
          join_keys: [
            ["p", "id"],
            ["l", "id"],
          ],
        }),
      },
    ]);
  });

  it("to columns that are not there, or of another kind, are none", () => {
    const relationships = [
      reference("letters", "gone", "people", {}),
      reference("letters", "body", "people", { reference: "x" }),
      reference("letters", "frm", "nowhere", {}),
    ];
    expect(generated({ relationships }).relationships.filter(({ declared }) => declared)).toEqual([]);
  });
});

it("values make an enum, unless the database has its own", () => {
  const { patterns } = generated({ values: new Map([["column:public.people.state", ["new", "old"]]]) });
  expect(patterns.filter(({ kind }) => kind === "enum").map(({ reason }) => reason)).toEqual([
    "state is one of 2 values that the application's schema declares",
  ]);
});

it("what is redacted there is redacted here, unless it is to be shown", () => {
  const redacted = new Set(["column:public.people.note"]);
  const of = (show: readonly string[]) => generated({ redacted }, { names: ["people"], show }).proposed[0]?.redacted;
  expect([of([]), of(["people.note"])]).toEqual([["note"], []]);
});
