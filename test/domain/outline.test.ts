/** The outline of a domain says what its readers see, by the names that queries use. */
import { expect, it } from "@jest/globals";
import { outlineDomain } from "../../src/domain/outline.ts";
import { readDomain } from "../../src/domain/read-domain.ts";

const TEXT = `
name: Order
version: 1.2.0
description: What customers bought.
source:
  source_table: orders
  primary_key: id
  fields: [id, user_id, secret]
  redact_fields: [secret]
  columns:
    id: {type: integer}
    user_id: {type: integer, label: Customer}
    isLarge: {computed: {kind: predicate, expression: [gt, id, 5]}}
  associations:
    customer: {queryable: users, owner_key: user_id, related_key: id, cardinality: one}
    tags: {queryable: tags, owner_key: id, related_key: id, join_through: order_tags, join_keys: [[order_id, id], [tag_id, id]]}
schemas:
  users: {source_table: users, primary_key: id, fields: [id, email], columns: {id: {type: integer}, email: {type: string}}}
  tags: {source_table: tags, primary_key: id, fields: [name], columns: {name: {type: string}}}
joins:
  customer: {name: Customer, type: star_dimension, display_field: email}
  tags: {type: tagging}
filters: {mail: {name: Mail, field: customer.email}}
required_filters: [[id, [">", 0]]]
default_selected: [id]
`;

it("names fields, joins and filters as queries do", () => {
  const { domain } = readDomain({ path: "domains/order.yaml", text: TEXT });
  if (domain === undefined) throw new Error("not read");
  const outline = outlineDomain(domain);
  expect(outline).toMatchObject({ name: "Order", version: "1.2.0", description: "What customers bought.", requiredFilters: ['["id",[">",0]]'] });
  expect(outline?.relations.map(({ id, table, fields, redacted }) => ({ id, table, fields: fields.map(({ name }) => name), redacted }))).toEqual([
    { id: "source", table: "orders", fields: ["id", "user_id", "isLarge"], redacted: ["secret"] },
    { id: "customer", table: "users", fields: ["customer.id", "customer.email"], redacted: [] },
    { id: "tags", table: "tags", fields: ["tags.name"], redacted: [] },
  ]);
  expect(outline?.joins.map(({ element: _element, ...join }) => join)).toEqual([
    { id: "customer", label: "Customer", type: "star_dimension", from: "orders", to: "users", keys: [["user_id", "id"]], cardinality: "one" },
    { id: "tags", type: "tagging", from: "orders", to: "tags", keys: [], through: "order_tags" },
  ]);
  const elements = new Set(domain.elements.map(({ key }) => key));
  const named = [...(outline?.relations.flatMap(({ fields }) => fields) ?? []), ...(outline?.joins ?? []), ...(outline?.filters ?? [])];
  expect(named.filter(({ element }) => !elements.has(element))).toEqual([]);
});
