/** A domain to its contract: everything a stored query can name or that changes what it gives. */
import type { ContractItem, ContractKind, DomainContract } from "../../model/domain-contract.ts";
import type { Domain } from "../../model/domain.ts";
import { canonicalJson, type JsonObject, type JsonValue } from "../../model/json.ts";
import { outlineDomain } from "../outline.ts";
import { surfaceItems } from "./surfaces.ts";

/** What a column may withhold; anything but `false` is leave. */
const ABILITIES = ["sortable", "filterable", "groupable", "aggregatable", "detail_selectable"] as const;

/** @returns undefined for a domain whose source cannot be read */
export function contractOf(domain: Domain): DomainContract | undefined {
  const outline = outlineDomain(domain);
  if (outline === undefined) return undefined;
  const { document } = domain;
  const item = (kind: ContractKind, name: string, traits: ContractItem["traits"] = {}): ContractItem => ({ kind, name, traits });
  const source = objectOf(document["source"]);
  const items = [
    item("domain", outline.name, shown(document, ["description"])),
    ...outline.relations.flatMap(({ id, fields }) => {
      const columns = id === "source" ? objectOf(source["columns"]) : columnsOf(document, outline.joins.find((join) => join.id === id)?.to);
      return fields.map((field) => {
        const column = objectOf(columns[field.name.slice(id === "source" ? 0 : id.length + 1)]);
        return item("field", field.name, { ...typeOf(column["type"]), ...abilities(column), ...shown(column, ["label", "description", "format"]) });
      });
    }),
    ...parts(document["custom_columns"], "field", (spec) => ({ ...typeOf(spec["type"]), ...shown(spec, ["name", "format"]) })),
    ...outline.joins.map((join) => item("join", join.id, { type: join.type ?? "left", ...(join.label !== undefined && { shown: join.label }) })),
    ...parts(document["filters"], "filter", (spec) => ({
      ...typeOf(spec["type"]),
      ...(Array.isArray(spec["comparators"]) && {
        comparators: canonicalJson(
          listOf(spec["comparators"])
            .map((one) => canonicalJson(one))
            .toSorted(),
        ),
      }),
      ...shown(spec, ["name", "label", "description"]),
    })),
    ...library(objectOf(document["query_library"])),
    ...Object.entries(objectOf(document["published_views"])).flatMap(([name, spec]) => {
      const columns = Object.entries(objectOf(objectOf(spec)["columns"])).map(([column, facts]) => [column, objectOf(facts)["type"]] as const);
      return surfaceItems(name, objectOf(spec), Object.fromEntries(columns));
    }),
    ...listOf(document["required_filters"]).map((filter) => item("required filter", canonicalJson(filter))),
    ...[source["tenant_field"]].flatMap((field) => (typeof field === "string" ? [item("tenant", "tenant", { field })] : [])),
    ...Object.entries(document).flatMap(([key, value]) =>
      key.startsWith("default_") && !isEmpty(value) ? [item("default", key, { shown: canonicalJson(value ?? null) })] : [],
    ),
  ];
  const unique = new Map(items.map((one) => [`${one.kind}\n${one.name}`, one]));
  return [...unique].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

function library(sections: JsonObject): ContractItem[] {
  const segments = Object.entries(objectOf(sections["segments"]));
  return [
    ...segments.flatMap(([name, spec]) => [
      { kind: "segment" as const, name, traits: {} },
      ...parts(
        objectOf(spec)["parameters"],
        "parameter",
        (one) => ({ ...typeOf(one["type"]), ...(one["required"] === true && { required: "yes" }) }),
        `${name}.`,
      ),
    ]),
    ...parts(sections["projections"], "projection", () => ({})),
    ...parts(sections["orderings"], "ordering", () => ({})),
    ...parts(sections["views"], "view", () => ({})),
  ];
}

function parts(value: JsonValue | undefined, kind: ContractKind, traits: (spec: JsonObject) => ContractItem["traits"], prefix = ""): ContractItem[] {
  return Object.entries(objectOf(value)).map(([name, spec]) => ({ kind, name: prefix + name, traits: traits(objectOf(spec)) }));
}

/** Columns of the schema that describes a table. */
function columnsOf(document: JsonObject, table: string | undefined): JsonObject {
  const schema = Object.values(objectOf(document["schemas"])).find((one) => objectOf(one)["source_table"] === table);
  return objectOf(objectOf(schema)["columns"]);
}

function typeOf(type: JsonValue | undefined): { type?: string } {
  return type === undefined || type === null ? {} : { type: typeof type === "string" ? type : canonicalJson(type) };
}

function abilities(column: JsonObject): Record<string, string> {
  return Object.fromEntries(ABILITIES.filter((ability) => column[ability] === false || column[`${ability}?`] === false).map((ability) => [ability, "no"]));
}

function shown(spec: JsonObject, members: readonly string[]): { shown?: string } {
  const told = members.flatMap((member) => (isEmpty(spec[member]) ? [] : [[member, spec[member] ?? null] as const]));
  return told.length === 0 ? {} : { shown: canonicalJson(Object.fromEntries(told)) };
}

function isEmpty(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
