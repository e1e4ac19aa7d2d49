/** What belongs to a schema and what only to the machine, the user or selecto itself. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Fact, FactEdge } from "../../src/model/schema-state.ts";
import { normalise } from "../../src/schema/normalise.ts";

const fact = (key: string, parent?: string, payload: Fact["payload"] = {}): Fact => ({ key, payload, ...(parent !== undefined && { parent }) });
const edge = (from: string, to: string, kind: FactEdge["kind"] = "depends"): FactEdge => ({ from, to, kind });
const keys = (facts: readonly Fact[], edges: readonly FactEdge[] = []): string[] => normalise(facts, edges).facts.map((one) => one.key);

describe("facts that are left out", () => {
  it.each<[string, Fact[], FactEdge[], string[]]>([
    ["roles and memberships", [fact("role:keeper"), fact("membership:keeper.reader"), fact("schema:public")], [], ["schema:public"]],
    [
      "what an extension brought, with all below it",
      [fact("extension:citext"), fact("type:public.citext"), fact("comment:(type:public.citext)", "type:public.citext")],
      [edge("type:public.citext", "extension:citext", "memberOfExtension")],
      ["extension:citext"],
    ],
    [
      "selecto's own namespaces",
      [
        fact("schema:selecto"),
        fact("table:selecto.ledger", "schema:selecto"),
        fact("schema:selecto_probe"),
        fact("schema:selecto_archive_20260101"),
        fact("comment:(table:selecto_archive.a1)"),
      ],
      [],
      [],
    ],
    [
      "the owner's own grants",
      [fact("table:public.t"), fact("acl:(table:public.t).postgres", "table:public.t"), fact("acl:(table:public.t).reader", "table:public.t")],
      [edge("table:public.t", "role:postgres", "owner")],
      ["acl:(table:public.t).reader", "table:public.t"],
    ],
    [
      "the namespace owner's grants",
      [fact("schema:public"), fact("acl:(schema:public).pg_database_owner", "schema:public"), fact("acl:(schema:public).PUBLIC", "schema:public")],
      [],
      ["acl:(schema:public).PUBLIC", "schema:public"],
    ],
  ])("%s", (_name, facts, edges, left) => expect(keys(facts, edges)).toEqual(left));
});

describe("facts that stay although they are called like selecto", () => {
  it.each([
    "publication:selecto",
    "extension:selecto",
    "server:selecto",
    "eventTrigger:selecto_archive",
    'defaultPrivilege:selecto."".r.reader',
    "table:public.selecto",
    "schema:selector",
    "acl:(table:public.t).selecto",
    "acl:(table:public.t).selecto.email",
  ])("%s", (key) => {
    expect(keys([fact(key)])).toEqual([key]);
  });

  it("default privileges inside selecto's namespace do not", () =>
    expect(keys([fact("defaultPrivilege:keeper.selecto_probe.r.reader"), fact("publicationRel:p.selecto.ledger")])).toEqual([]));
});

describe("edges", () => {
  const facts = [fact("extension:citext"), fact("type:public.citext"), fact("table:public.t"), fact("column:public.t.a", "table:public.t")];
  const member = edge("type:public.citext", "extension:citext", "memberOfExtension");

  it("need what both ends name, and never themselves", () => {
    expect(
      normalise(facts, [edge("table:public.t", "schema:gone"), edge("table:public.t", "table:public.t"), edge("column:public.t.a", "table:public.t")]).edges,
    ).toEqual([edge("column:public.t.a", "table:public.t")]);
  });

  it("to a member of an extension become edges to the extension", () => {
    expect(normalise(facts, [member, edge("column:public.t.a", "type:public.citext")]).edges).toEqual([edge("column:public.t.a", "extension:citext")]);
  });
});

it("law: order and repetition of the input do not matter, and doing it twice changes nothing", () => {
  const facts = [
    fact("schema:public"),
    fact("table:public.a", "schema:public"),
    fact("table:public.b", "schema:public"),
    fact("column:public.a.x", "table:public.a"),
  ];
  const edges = [
    edge("column:public.a.x", "table:public.a"),
    edge("table:public.a", "schema:public"),
    edge("table:public.b", "schema:public"),
    edge("table:public.a", "role:me", "owner"),
  ];
  const once = normalise(facts, edges);
  expect(normalise(once.facts, once.edges)).toEqual(once);
  fc.assert(
    fc.property(fc.shuffledSubarray(edges, { minLength: edges.length }), (shuffled) => {
      expect(normalise(facts, [...shuffled, ...edges])).toEqual(once);
    }),
  );
});
