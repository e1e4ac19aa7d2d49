/**
 * A domain in YAML or JSON with a file laid over it, edited: what the overlay says is changed in the overlay, everything
 * else below it. Knows documents, not texts.
 */
import { canonicalJson, type JsonObject, type JsonValue } from "../../model/json.ts";
import { isObject } from "../probe/selector.ts";
import { differences } from "./edit-json.ts";
import { layDocuments, placeInOverlay } from "./overlay.ts";
import type { Path } from "./positions.ts";

export interface Layers {
  readonly base: JsonObject;
  readonly overlay: JsonObject;
}

/** What hides another value shows it when it goes, so one round may not be enough. */
const MOST_ROUNDS = 4;

/** @returns undefined where no edit of both gives that document */
export function editLayers(layers: Layers, to: JsonObject): Layers | undefined {
  let edited = layers;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const now = layDocuments(edited.base, edited.overlay);
    if (canonicalJson(now) === canonicalJson(to)) return edited;
    for (const { path, value } of differences(now, to, [])) edited = withChange(edited, path, value);
  }
  return canonicalJson(layDocuments(edited.base, edited.overlay)) === canonicalJson(to) ? edited : undefined;
}

function withChange({ base, overlay }: Layers, path: Path, value: JsonValue | undefined): Layers {
  const [first, second, index] = path;
  // United from both: what stays in the overlay is not said twice.
  if (first === "source" && second === "redact_fields") {
    const above = listAt(overlay["redact_fields"]);
    const wanted =
      index === undefined
        ? listAt(value)
        : listAt(at(layDocuments(base, overlay), path.slice(0, 2))).map((name, position) => (position === index ? (value ?? null) : name));
    const kept = above.filter((name) => wanted.includes(name));
    // What the base says too counts once, so it may say all where the order is another.
    const below = kept.every((name, position) => wanted[wanted.length - kept.length + position] === name)
      ? wanted.slice(0, wanted.length - kept.length)
      : wanted;
    return { base: set(base, ["source", "redact_fields"], below), overlay: above.length === 0 ? overlay : set(overlay, ["redact_fields"], kept) };
  }
  const moved = placeInOverlay(path, overlay, 0);
  return moved === undefined ? { base: set(base, path, value), overlay } : { base, overlay: set(overlay, moved, value) };
}

/** @param value absent for what goes */
function set(document: JsonObject, path: Path, value: JsonValue | undefined): JsonObject {
  const made = put(document, path, value);
  return isObject(made) ? made : document;
}

function put(holder: JsonValue | undefined, path: Path, value: JsonValue | undefined): JsonValue | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(holder) && typeof step === "number") {
    const items: readonly JsonValue[] = holder;
    return items.with(step, put(items[step], rest, value) ?? null);
  }
  const members = isObject(holder) ? holder : {};
  const made = put(members[step], rest, value);
  if (made !== undefined) return { ...members, [step]: made };
  return Object.fromEntries(Object.entries(members).flatMap(([key, member]) => (key === String(step) || member === undefined ? [] : [[key, member]])));
}

function at(value: JsonValue | undefined, path: Path): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>((held, step) => (isObject(held) ? held[step] : undefined), value);
}

function listAt(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}
