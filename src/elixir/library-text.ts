/** Functions of `String` and `Path` over texts that were read, and ranges. */
import { integerOf, itemsOf, type Library } from "./library-lists.ts";
import { atom, valueAt, type ElixirValue, type Origin } from "./value.ts";

const text = (value: string, at: Origin): ElixirValue => ({ kind: "string", text: value, ...at });

const simple =
  (change: (value: string) => string): Library =>
  ([value], at) =>
    value?.kind === "string" ? text(change(value.text), at) : undefined;

const asked =
  (answer: (value: string, part: string) => boolean): Library =>
  ([value, part], at) => {
    const parts = part?.kind === "list" ? part.items : [part];
    if (value?.kind !== "string" || parts.some((one) => one?.kind !== "string")) return undefined;
    return atom(String(parts.some((one) => one?.kind === "string" && answer(value.text, one.text))), at);
  };

/** `String.split`: at white space, or at texts; `trim: true` leaves empty ones out. */
const split: Library = ([value, separator, options], at) => {
  if (value?.kind !== "string" || (separator !== undefined && separator.kind !== "string")) return undefined;
  const trim = valueAt(options, "trim");
  const parts = separator === undefined ? value.text.split(/\s+/) : value.text.split(separator.text);
  const keepsEmpty = separator !== undefined && !(trim?.kind === "atom" && trim.name === "true");
  return { kind: "list", items: parts.filter((one) => keepsEmpty || one !== "").map((one) => text(one, at)), ...at };
};

const replace: Library = ([value, wanted, replacement], at) =>
  value?.kind === "string" && wanted?.kind === "string" && replacement?.kind === "string" && wanted.text !== ""
    ? text(
        value.text.replaceAll(wanted.text, () => replacement.text),
        at,
      )
    : undefined;

/** `Path.join`; what starts with `/` stays so. */
const joinPaths: Library = (args, at) => {
  const parts = args.length === 1 ? itemsOf(args[0]) : args;
  if (parts === undefined || parts.some((one) => one.kind !== "string")) return undefined;
  return text(
    parts
      .map((one) => (one.kind === "string" ? one.text : ""))
      .join("/")
      .replaceAll(/\/{2,}/g, "/"),
    at,
  );
};

/** `Path.expand` from a place that is known. */
const expand: Library = (args, at) => {
  const whole = joinPaths(args.toReversed(), at);
  if (whole?.kind !== "string" || !whole.text.startsWith("/")) return undefined;
  const parts: string[] = [];
  for (const part of whole.text.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return text(`/${parts.join("/")}`, at);
};

/** `first..last`; `undefined` where it is too long or not of whole numbers. */
export function rangeOf(first: ElixirValue, last: ElixirValue, at: Origin): ElixirValue | undefined {
  const [from, to] = [integerOf(first), integerOf(last)];
  if (from === undefined || to === undefined || Math.abs(to - from) > 10_000) return undefined;
  const step = to < from ? -1 : 1;
  const items = Array.from({ length: Math.abs(to - from) + 1 }, (_, index): ElixirValue => ({ kind: "number", text: String(from + index * step), ...at }));
  return { kind: "list", items, ...at };
}

export const TEXT_FUNCTIONS: Readonly<Record<string, Library>> = {
  "String.split": split,
  "String.replace": replace,
  "String.trim_leading": simple((value) => value.trimStart()),
  "String.trim_trailing": simple((value) => value.trimEnd()),
  "String.capitalize": simple((value) => value.slice(0, 1).toUpperCase() + value.slice(1).toLowerCase()),
  "String.contains?": asked((value, part) => value.includes(part)),
  "String.starts_with?": asked((value, part) => value.startsWith(part)),
  "String.ends_with?": asked((value, part) => value.endsWith(part)),
  "String.pad_leading": ([value, width, filler], at) => {
    const size = integerOf(width);
    if (value?.kind !== "string" || size === undefined || (filler !== undefined && filler.kind !== "string")) return undefined;
    return text(value.text.padStart(size, filler?.text ?? " "), at);
  },
  "Path.join": joinPaths,
  "Path.expand": expand,
};
