/** A condition may name a filter of the domain's registry instead of a field: then the filter's own field is meant. */
import type { JsonValue } from "../../model/json.ts";
import { isObject } from "../probe/selector.ts";
import type { OpenDomain } from "./open-domain.ts";

/** The condition with the registry's field in place of its id; `unread` when only the application knows what it does. */
export function registryFilter({ filters }: OpenDomain, value: JsonValue): { readonly value: JsonValue; readonly unread?: string } {
  const [head, ...rest] = Array.isArray(value) ? (value as readonly JsonValue[]) : [];
  const id = typeof head === "string" ? head : isObject(value) && typeof value["field"] === "string" ? value["field"] : undefined;
  const filter = id === undefined ? undefined : filters.get(id);
  if (id === undefined || filter === undefined) return { value };
  if (filter.apply !== undefined && filter.apply !== null) return { value, unread: `a function of the application decides what the filter ${id} does` };
  if (typeof filter.field !== "string") return { value };
  return { value: isObject(value) ? { ...value, field: filter.field } : [filter.field, ...rest] };
}
