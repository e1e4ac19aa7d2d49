/** The macros of `Selecto.Config.OverlayDSL` to the map that their `overlay/0` gives. A macro that is not known here is named, not passed over. */
import type { Evaluator } from "../../../elixir/evaluate.ts";
import type { ElixirModule } from "../../../elixir/modules.ts";
import type { Call, Syntax } from "../../../elixir/syntax.ts";
import { atom, entriesOf, mapOf, nameOf, unread, withEntry, type ElixirMap, type ElixirValue, type Entry, type Origin } from "../../../elixir/value.ts";

export const OVERLAY_MACROS = "Selecto.Config.OverlayDSL";

/** macro -> where its entries go; each argument before the block is one key below */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  defcolumn: ["columns"],
  deffilter: ["filters"],
  deffunction: ["functions"],
  defdetail_action: ["detail_actions"],
  defpopup: ["detail_actions"],
  defcte: ["query_members", "ctes"],
  defvalues: ["query_members", "values"],
  defsubquery: ["query_members", "subqueries"],
  deflateral: ["query_members", "laterals"],
  defunnest: ["query_members", "unnests"],
  defjoin: ["joins"],
  defschema: ["schemas"],
  defschema_assoc: ["schemas"],
  defsource_assoc: ["source", "associations"],
  defsource_relationship: ["source_relationships"],
  defchoice_source: ["choice_sources"],
  defjson_schema: ["json_schemas"],
  defjsonb_schema: ["jsonb_schemas"],
  defwrite_operation: ["writes", "operations"],
  defwrite_field: ["writes", "fields"],
  defwrite_relationship: ["writes", "relationships"],
  defwrite_transition: ["writes", "transitions"],
  defwrite_constraint: ["writes", "constraints"],
  defwrite_hook: ["writes", "hooks"],
  defwrite_tenant_scope: ["writes", "scope", "tenant"],
  defaction: ["actions"],
  defcapability: ["capabilities"],
};
/** These collect lists. */
const LISTS: Readonly<Record<string, readonly string[]>> = { defwrite_validation: ["writes", "validations"] };
const DEFINITIONS = new Set(["def", "defp", "defmacro", "defmacrop", "defstruct", "defmodule", "defdelegate", "defguard", "defguardp"]);

/** The overlay that a module's macros make. */
export function overlayOfMacros(module: ElixirModule, evaluator: Evaluator): ElixirMap {
  const at: Origin = { file: module.file, start: module.start, end: module.start };
  let overlay = mapOf([], at);
  for (const item of module.body) {
    const origin = { file: module.file, start: item.start, end: item.end };
    if (item.kind === "attribute" && item.name === "redactions" && item.value !== undefined) {
      overlay = set(overlay, [atom("redact_fields", origin)], evaluator.evaluate(item.value, evaluator.scopeOf(module)), origin);
    } else if (item.kind === "call" && item.target === undefined && item.name.startsWith("def") && !DEFINITIONS.has(item.name)) {
      overlay = addMacro(overlay, item, module, evaluator, origin);
    }
  }
  return overlay;
}

function addMacro(overlay: ElixirMap, item: Call, module: ElixirModule, evaluator: Evaluator, origin: Origin): ElixirMap {
  const place = PLACES[item.name];
  const list = LISTS[item.name];
  const scope = evaluator.scopeOf(module);
  const args = item.args.map((one) => evaluator.evaluate(one, scope));
  const block = item.block?.["do"];
  // Without a block the last argument is the map: `defchoice_source(:id, %{...})`.
  const given = block === undefined ? args.at(-1) : undefined;
  const keys = block === undefined ? args.slice(0, -1) : args;
  const value = block === undefined ? given : blockValue(block, module, evaluator, origin);
  if (list !== undefined && value !== undefined) return append(overlay, list, [...keys, value], origin);
  const isScope = item.name === "defwrite_tenant_scope";
  if (place === undefined || value === undefined || (keys.length === 0 && !isScope) || keys.some((key) => nameOf(key) === undefined))
    return {
      ...overlay,
      holes: [...overlay.holes, unread(place === undefined ? `the macro ${item.name} is not known here` : `the name in ${item.name} cannot be told`, origin)],
    };
  const path = [...place.map((name) => atom(name, origin)), ...keys];
  if (item.name === "defschema_assoc" && keys.length === 2) path.splice(2, 0, atom("associations", origin));
  return set(overlay, path, value, origin);
}

function set(holder: ElixirMap, path: readonly ElixirValue[], value: ElixirValue, at: Origin): ElixirMap {
  const [key, ...rest] = path;
  if (key === undefined) return holder;
  const present = holder.entries.find((one) => nameOf(one.key) === nameOf(key));
  const below = present?.value.kind === "map" ? present.value : mapOf([], at);
  return { ...holder, entries: withEntry(holder.entries, { key: present?.key ?? key, value: rest.length === 0 ? value : set(below, rest, value, at) }) };
}

function append(overlay: ElixirMap, path: readonly string[], items: readonly ElixirValue[], at: Origin): ElixirMap {
  const present = path.reduce<ElixirValue | undefined>((value, name) => entriesOf(value)?.find(({ key }) => nameOf(key) === name)?.value, overlay);
  const before = present?.kind === "list" ? present.items : [];
  return set(
    overlay,
    path.map((name) => atom(name, at)),
    { kind: "list", items: [...before, ...items], ...at },
    at,
  );
}

/** `label "x"` is a key; `arg :name, :type, source: :selector` one of a list; a literal map is the value. */
function blockValue(block: readonly Syntax[], module: ElixirModule, evaluator: Evaluator, at: Origin): ElixirValue {
  const scope = evaluator.scopeOf(module);
  const [only] = block;
  if (block.length === 1 && only?.kind === "map") return evaluator.evaluate(only, scope);
  let made = mapOf([], at);
  const parts: Entry[] = [];
  for (const item of block) {
    const origin = { file: module.file, start: item.start, end: item.end };
    const [first, ...rest] = item.kind === "call" && item.target === undefined ? item.args.map((one) => evaluator.evaluate(one, scope)) : [];
    if (item.kind !== "call" || first === undefined || item.target !== undefined) {
      made = { ...made, holes: [...made.holes, unread("this is no setting of the form name(value)", origin)] };
      continue;
    }
    const inner = item.block?.["do"];
    if (rest.length === 0 && inner === undefined) made = { ...made, entries: withEntry(made.entries, { key: atom(item.name, origin), value: first }) };
    else
      parts.push({
        key: atom(item.name, origin),
        value: partOf(first, rest, inner === undefined ? undefined : blockValue(inner, module, evaluator, origin), origin),
      });
  }
  // `arg` and `field` with several arguments stand for lists of maps.
  for (const { key, value } of parts) {
    const plural = atom(`${nameOf(key) ?? ""}s`, key);
    const before = made.entries.find((one) => nameOf(one.key) === nameOf(plural))?.value;
    const items = before?.kind === "list" ? before.items : [];
    made = {
      ...made,
      entries: withEntry(made.entries, { key: plural, value: { kind: "list", items: [...items, value], file: key.file, start: key.start, end: key.end } }),
    };
  }
  return made;
}

function partOf(name: ElixirValue, rest: readonly ElixirValue[], inner: ElixirValue | undefined, at: Origin): ElixirValue {
  const options = entriesOf(rest.at(-1)) ?? [];
  const type = rest[0] !== undefined && entriesOf(rest[0]) === undefined ? [{ key: atom("type", rest[0]), value: rest[0] }] : [];
  const below = inner === undefined ? [] : [{ key: atom("properties", inner), value: inner }];
  return mapOf([{ key: atom("name", name), value: name }, ...type, ...options, ...below], at);
}
