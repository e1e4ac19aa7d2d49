/** A field of a relation under another name, in every place of a document that names it. What it breaks, PostgreSQL says afterwards. */
import type { JsonObject, JsonValue } from "../../model/json.ts";
import { isObject, partAt, withKey, withPart, type PartPath } from "./parts.ts";

/** Words for people: what stands there names nothing. */
const WORDS = new Set(["name", "label", "title", "description", "format", "icon", "type", "help", "placeholder"]);

/** @param relation `["source"]` or `["schemas", id]` */
export function renameField(document: JsonObject, relation: PartPath, from: string, to: string): JsonObject {
  const inside = withKey(
    rewrite(document, relation, (text) => (text === from ? to : text), new Set(["associations", "source_table"])),
    [...relation, "columns"],
    from,
    to,
  );
  const isSource = relation[0] === "source";
  const joins = isSource ? [] : joinsTo(document, String(relation[1]));
  const named = isSource ? from : undefined;
  const spell = (text: string): string => {
    if (text === named) return to;
    const join = joins.find((id) => text === `${id}.${from}` || text.endsWith(`.${id}.${from}`));
    return join === undefined ? text : `${text.slice(0, -from.length)}${to}`;
  };
  const everywhere = Object.keys(inside)
    .filter((key) => key !== "source" && key !== "schemas" && key !== "joins" && key !== "version" && key !== "name")
    .reduce((at, key) => rewrite(at, [key], spell), inside);
  return renameKeys(everywhere, relation, from, to);
}

/** Keys of associations: the owner's stand in this relation, the related ones where the association leads. */
function renameKeys(document: JsonObject, relation: PartPath, from: string, to: string): JsonObject {
  const id = relation[0] === "source" ? "source" : String(relation[1]);
  let changed = document;
  for (const owner of [["source"], ...Object.keys(objectAt(document, ["schemas"])).map((schema) => ["schemas", schema])]) {
    const own = owner.join("\0") === relation.join("\0");
    for (const [name, association] of Object.entries(objectAt(document, [...owner, "associations"]))) {
      const path = [...owner, "associations", name];
      if (own && partAt(association, ["owner_key"]) === from) changed = withPart(changed, [...path, "owner_key"], to);
      if (partAt(association, ["queryable"]) === id && partAt(association, ["related_key"]) === from) changed = withPart(changed, [...path, "related_key"], to);
    }
  }
  return changed;
}

function joinsTo(document: JsonObject, schema: string): string[] {
  const targets = [["source"], ...Object.keys(objectAt(document, ["schemas"])).map((id) => ["schemas", id])].flatMap((owner) =>
    Object.entries(objectAt(document, [...owner, "associations"])).flatMap(([name, association]) =>
      partAt(association, ["queryable"]) === schema ? [name] : [],
    ),
  );
  return [...new Set(targets)];
}

function objectAt(document: JsonObject, path: PartPath): JsonObject {
  const found = partAt(document, path);
  return isObject(found) ? found : {};
}

function rewrite(document: JsonObject, path: PartPath, spell: (text: string) => string, except: ReadonlySet<string> = new Set()): JsonObject {
  const part = partAt(document, path);
  return part === undefined ? document : withPart(document, path, rewritten(part, spell, except));
}

function rewritten(value: JsonValue, spell: (text: string) => string, except: ReadonlySet<string>): JsonValue {
  if (typeof value === "string") return spell(value);
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item) => rewritten(item, spell, except));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const stays = member === undefined || except.has(key) || (WORDS.has(key) && typeof member === "string");
      return [key, stays ? member : rewritten(member, spell, except)];
    }),
  );
}
