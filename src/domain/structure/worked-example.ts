/** The example in the published JSON schema; a test reads it as a domain, so that it stays a true one. */
import type { JsonObject } from "../../model/json.ts";

export const WORKED_EXAMPLE: JsonObject = {
  name: "Order",
  version: "1.0.0",
  source: {
    source_table: "orders",
    primary_key: "id",
    fields: ["id", "user_id", "status", "total", "placed_at"],
    columns: {
      id: { type: "integer" },
      user_id: { type: "integer" },
      status: { type: "string" },
      total: { type: "decimal", format: "currency" },
      placed_at: { type: "utc_datetime", label: "Placed" },
    },
    associations: { customer: { queryable: "users", owner_key: "user_id", related_key: "id", cardinality: "one" } },
  },
  schemas: {
    users: {
      source_table: "users",
      primary_key: "id",
      fields: ["id", "email", "full_name"],
      columns: { id: { type: "integer" }, email: { type: "string" }, full_name: { type: "string" } },
    },
  },
  joins: { customer: { name: "Customer", type: "star_dimension", display_field: "full_name", dimension_key: "user_id" } },
  filters: { customer_email: { name: "E-mail", type: "string", field: "customer.email" } },
  custom_columns: { shouting: { name: "Loud name", select: ["func", "upper", ["customer.full_name"]] } },
  required_filters: [["status", ["!=", "cart"]]],
  default_selected: ["id", "customer.full_name", "total"],
  default_order_by: [["placed_at", "desc"]],
  default_group_by: ["status"],
  default_aggregate: [["total", { format: "sum" }]],
};
