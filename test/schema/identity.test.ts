/** The codec of node keys, whatever names there are, and its agreement with the schema engine's spelling. */
import { describe, expect, it } from "@jest/globals";
import { encodeId, parseId, type StableId } from "@supabase/pg-delta";
import fc from "fast-check";
import { describeNode, kindOf, nameOf, nodeKey, parseNodeKey } from "../../src/model/identity.ts";

const hostile = fc.oneof(
  fc.string({ unit: fc.constantFrom(".", ":", "(", ")", ",", '"', " ", "\t", "a", "Z", "_", "$", ";", "ü", "😀"), minLength: 1, maxLength: 12 }),
  fc.string({ minLength: 1, maxLength: 63 }),
  fc.constantFrom("users", '"', '""', "(x)", "a.b", "x".repeat(63), "select", 'c"d', "it's"),
);

describe("node keys", () => {
  it("law: parsing a key gives its kind and path", () => {
    fc.assert(
      fc.property(fc.constantFrom("column", "table", "query", "element", "selectoDomain"), fc.array(hostile, { minLength: 1, maxLength: 5 }), (kind, path) => {
        const key = nodeKey(kind, ...path);
        expect(parseNodeKey(key)).toEqual({ kind, path });
        expect(kindOf(key)).toBe(kind);
      }),
    );
  });

  it("law: different paths have different keys", () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 4 }), fc.array(hostile, { minLength: 1, maxLength: 4 }), (one, other) => {
        expect(nodeKey("t", ...one) === nodeKey("t", ...other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });

  it("keeps empty segments apart from missing ones", () => {
    expect(parseNodeKey(nodeKey("defaultPrivilege", "keeper", "", "r", "reader"))).toEqual({ kind: "defaultPrivilege", path: ["keeper", "", "r", "reader"] });
  });

  it("refuses what is no key", () => expect(() => parseNodeKey("users")).toThrow(/not a node key/));
});

type Target = Exclude<StableId, { target: unknown }>;

const target: fc.Arbitrary<Target> = fc.oneof(
  fc.record({ kind: fc.constantFrom("schema" as const, "extension" as const, "publication" as const), name: hostile }),
  fc.record({
    kind: fc.constantFrom(
      "table" as const,
      "view" as const,
      "materializedView" as const,
      "foreignTable" as const,
      "sequence" as const,
      "index" as const,
      "collation" as const,
      "domain" as const,
      "type" as const,
    ),
    schema: hostile,
    name: hostile,
  }),
  fc.record({
    kind: fc.constantFrom("column" as const, "constraint" as const, "trigger" as const, "rule" as const, "policy" as const, "default" as const),
    schema: hostile,
    table: hostile,
    name: hostile,
  }),
  fc.record({
    kind: fc.constantFrom("function" as const, "procedure" as const, "aggregate" as const),
    schema: hostile,
    name: hostile,
    args: fc.array(hostile, { maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant("typeAttribute" as const), schema: hostile, type: hostile, name: hostile }),
  fc.record({ kind: fc.constant("membership" as const), role: hostile, member: hostile }),
  fc.record({ kind: fc.constant("userMapping" as const), server: hostile, role: hostile }),
  fc.record({ kind: fc.constant("publicationRel" as const), publication: hostile, schema: hostile, table: hostile }),
  fc.record({ kind: fc.constant("publicationSchema" as const), publication: hostile, schema: hostile }),
  fc.record({
    kind: fc.constant("defaultPrivilege" as const),
    role: hostile,
    schema: fc.option(hostile),
    objtype: fc.constantFrom("r", "f"),
    grantee: hostile,
  }),
);

const id: fc.Arbitrary<StableId> = fc.oneof(
  target,
  fc.record({ kind: fc.constant("comment" as const), target }),
  fc.record({ kind: fc.constant("acl" as const), target, grantee: hostile }),
  fc.record({ kind: fc.constant("acl" as const), target, grantee: hostile, column: hostile }),
  fc.record({ kind: fc.constant("securityLabel" as const), target, provider: hostile }),
);

/** The members of an id in the order in which a key shows them. */
function pathOf(one: Target): string[] {
  const { kind: _kind, ...rest } = one;
  return Object.entries(rest).flatMap(([name, value]) => (name === "args" ? [] : [value === null ? "" : String(value)]));
}

describe("agreement with the schema engine", () => {
  it("law: both spell every kind alike, and each reads the other", () => {
    fc.assert(
      fc.property(target, (one) => {
        const key = encodeId(one);
        const name = parseNodeKey(key);
        expect(name.kind).toBe(one.kind);
        if (one.kind !== "defaultPrivilege") expect(name.path).toEqual(pathOf(one));
        if ("args" in one) expect(name.args).toEqual(one.args);
        else expect(nodeKey(name.kind, ...name.path)).toBe(key);
        expect(parseId(key)).toEqual(one);
      }),
      { numRuns: 300 },
    );
  });

  it("law: what hangs on something names it", () => {
    fc.assert(
      fc.property(id, (one) => {
        if (!("target" in one)) return;
        const name = parseNodeKey(encodeId(one));
        expect(name.target).toBe(encodeId(one.target));
        const expected =
          one.kind === "acl"
            ? [one.grantee, ...("column" in one && one.column !== undefined ? [one.column] : [])]
            : one.kind === "securityLabel"
              ? [one.provider]
              : [];
        expect(name.path).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});

describe("names as a reader says them", () => {
  it.each([
    ["column:public.users.email", "column users.email"],
    ["column:auth.users.email", "column auth.users.email"],
    ["materializedView:public.totals", "materialized view totals"],
    ["schema:app", "namespace app"],
    ["domain:public.email", "domain type email"],
    ["selectoDomain:User", "domain User"],
    ['function:public.f(integer,"character varying")', "function f(integer, character varying)"],
    ["comment:(table:public.users)", "comment on table users"],
    ["acl:(table:public.users).reader", "grants on table users for reader"],
  ])("%s", (key, text) => expect(describeNode(key)).toBe(text));

  it("law: the namespace public is the only part left out", () => {
    fc.assert(
      fc.property(hostile, hostile, (namespace, relation) => {
        expect(nameOf(nodeKey("table", namespace, relation))).toBe(namespace === "public" ? relation : `${namespace}.${relation}`);
      }),
    );
  });
});
