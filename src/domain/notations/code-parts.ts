/** What of a document only code of the application says: functions, and parts that were not read. Where it stands, and the document without it. */
import type { JsonObject, JsonValue } from "../../model/json.ts";
import type { SourcePosition } from "../../model/position.ts";
import { isObject, isPlaceholder } from "../probe/selector.ts";
import { isWhole } from "./elixir/value-document.ts";
import type { Reading } from "./notation.ts";
import type { Path } from "./positions.ts";

export interface CodePart {
  readonly path: Path;
  readonly position: SourcePosition;
  /** what stands there, in words */
  readonly reason: string;
}

/** In the order of the document. */
export function codePartsOf({ document, positions, unread = [] }: Pick<Reading, "document" | "positions" | "unread">): readonly CodePart[] {
  const functions: CodePart[] = [];
  const visit = (value: JsonValue | undefined, path: Path): void => {
    if (value === undefined) return;
    if (isPlaceholder(value)) functions.push({ path, position: positions.value(path), reason: "a function of the application" });
    else if (Array.isArray(value)) for (const [index, item] of (value as readonly JsonValue[]).entries()) visit(item, [...path, index]);
    else if (isObject(value)) for (const [key, item] of Object.entries(value)) visit(item, [...path, key]);
  };
  visit(document, []);
  const lost = unread.map(({ path, diagnostic }): CodePart => ({
    path: path.filter((step) => !String(step).startsWith("unread_")),
    position: diagnostic.position ?? positions.key(path),
    reason: diagnostic.message.replace(/^.*: a part was not read: /, "not read: "),
  }));
  return [...functions, ...lost];
}

/** Without what holds a function: the whole filter or column, because a half of it means something else. */
export function withoutCode(document: JsonObject, parts: readonly CodePart[]): { readonly document: JsonObject; readonly leftOut: readonly string[] } {
  const names = new Set(parts.map(({ path }) => entryOf(path).join(".")));
  const prune = (value: JsonValue, path: Path): JsonValue | undefined => {
    if (names.has(path.join("."))) return undefined;
    if (Array.isArray(value))
      return (value as readonly JsonValue[]).flatMap((item, index) => {
        const kept = prune(item, [...path, index]);
        return kept === undefined ? [] : [kept];
      });
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, item]) => {
        const kept = item === undefined ? undefined : prune(item, [...path, key]);
        return kept === undefined ? [] : [[key, kept]];
      }),
    );
  };
  const kept = prune(document, []);
  return { document: isObject(kept) ? kept : {}, leftOut: [...names] };
}

/** The filter, column or query member that a path leads into; the path itself elsewhere. */
function entryOf(path: Path): Path {
  const registry = path[0] === "query_members" ? 1 : path.findIndex(isWhole);
  return registry >= 0 && path.length > registry + 1 ? path.slice(0, registry + 2) : path;
}
