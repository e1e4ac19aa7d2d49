/**
 * Holds a document against the shapes. A part with a wrong shape is reported, cut off and handed back
 * as such, so that the rest of the domain is still examined and the part is still counted.
 */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Path, Positions } from "../notations/positions.ts";
import { domain, type DomainSpec } from "./domain.ts";

export interface CutPart {
  readonly path: Path;
  readonly diagnostic: Diagnostic;
}

export interface Structure {
  /** absent when `source` itself has no usable shape */
  readonly spec?: DomainSpec;
  readonly cut: readonly CutPart[];
}

/** `source.fields[2]`, for people. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, step) => (typeof step === "number" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`), "");
}

/** Each round can only bring to light what hung on the parts cut before it, so few rounds are enough. */
const MAX_ROUNDS = 20;
const REMOVED = Symbol("removed");

type Part = { [key: string | number]: unknown };

export function checkStructure(document: JsonObject, positions: Positions): Structure {
  const copy: Part = structuredClone(document) as Part;
  const cut: CutPart[] = [];
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const parsed = domain.safeParse(copy);
    if (parsed.success) return { spec: parsed.data, cut };
    const removed: (string | number)[][] = [];
    for (const issue of parsed.error.issues) {
      const at = issue.path.filter((step) => typeof step !== "symbol");
      const target = cutPath(copy, at);
      const diagnostic: Diagnostic = {
        code: "domain-structure",
        severity: "error",
        message: `${pathText(at) || "the domain"}: ${issue.message.replace(/^Invalid input: /, "").replace(/, received undefined$/, ", but it is missing")}`,
        position: positions.value(at),
        next: "Mend this part; the rest of the domain was examined.",
      };
      // Without a list of fields the table, the keys and the joins are still there to be examined.
      const isFields = at.length >= 2 && at[0] === "source" && at[1] === "fields" && target.length <= 1 && isPart(copy["source"]);
      if (isFields) {
        cut.push({ path: ["source", "fields"], diagnostic });
        (copy["source"] as Part)["fields"] = [];
        continue;
      }
      cut.push({ path: target, diagnostic });
      if (target.length === 0 || (target.length === 1 && target[0] === "source")) return { cut };
      removed.push(target);
    }
    for (const path of removed) remove(copy, path);
    sweep(copy);
  }
  return { cut };
}

function isPart(value: unknown): value is Part {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function childOf(value: unknown, step: string | number): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, step) ? (value as Part)[step] : undefined;
}

/** What to cut so that the fault is gone: the value itself, or what lacks it; of a list of maps the whole list, whose order may matter. */
function cutPath(document: Part, at: readonly (string | number)[]): (string | number)[] {
  const kept: (string | number)[] = [];
  let value: unknown = document;
  for (const step of at) {
    const child = childOf(value, step);
    if (child === undefined) return kept;
    if (Array.isArray(value) && typeof child === "object") return kept;
    kept.push(step);
    value = child;
  }
  return kept;
}

function remove(document: Part, path: readonly (string | number)[]): void {
  let holder: unknown = document;
  for (const step of path.slice(0, -1)) holder = childOf(holder, step);
  const last = path.at(-1);
  if (last === undefined || typeof holder !== "object" || holder === null) return;
  if (Array.isArray(holder)) holder[Number(last)] = REMOVED;
  else delete (holder as Part)[last];
}

function sweep(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) value.splice(0, value.length, ...value.filter((item) => item !== REMOVED));
  for (const child of Object.values(value)) sweep(child);
}
