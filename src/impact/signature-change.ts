/** How a contract differs, in words. */
import type { Signature } from "../model/answer.ts";

export interface SignatureDifference {
  readonly code: "result-columns" | "parameters";
  readonly text: string;
  /** names of columns concerned, to find the change that explains them */
  readonly names: readonly string[];
}

/** Empty when both contracts are the same. Result columns count by place, name and type; parameters by place and type. */
export function compareSignatures(before: Signature, after: Signature): SignatureDifference[] {
  return [...compareColumns(before, after), ...compareParameters(before, after)];
}

function compareColumns(before: Signature, after: Signature): SignatureDifference[] {
  const names = (signature: Signature): string[] => signature.columns.map((column) => column.name);
  const [old, now] = [names(before), names(after)];
  if (old.length !== now.length || old.some((name, at) => now[at] !== name)) {
    const lost = surplus(before.columns, now);
    const gained = surplus(after.columns, old);
    const parts = [
      lost.length > 0 ? `loses ${plural(lost.length, "result column")}: ${lost.map(show).join(", ")}` : "",
      gained.length > 0 ? `gains ${plural(gained.length, "result column")}: ${gained.map(show).join(", ")}` : "",
    ].filter((part) => part !== "");
    const text = parts.length > 0 ? parts.join("; ") : `result columns stand in another order: ${now.join(", ")}`;
    return [{ code: "result-columns", text, names: [...lost, ...gained].map((column) => column.name) }];
  }
  const retyped = before.columns.flatMap((column, at) => {
    const other = after.columns[at];
    return other !== undefined && other.type !== column.type ? [{ name: column.name, text: `${column.name} is ${other.type} now, was ${column.type}` }] : [];
  });
  return retyped.length === 0
    ? []
    : [
        {
          code: "result-columns",
          text: `result ${retyped.length === 1 ? "column" : "columns"} of another type: ${retyped.map((column) => column.text).join("; ")}`,
          names: retyped.map((column) => column.name),
        },
      ];
}

/** Columns beyond those that the names account for, one by one: a name may stand twice. */
function surplus(columns: Signature["columns"], names: readonly string[]): Signature["columns"] {
  const left = new Map<string, number>();
  for (const name of names) left.set(name, (left.get(name) ?? 0) + 1);
  return columns.filter(({ name }) => {
    const count = left.get(name) ?? 0;
    left.set(name, count - 1);
    return count <= 0;
  });
}

function compareParameters(before: Signature, after: Signature): SignatureDifference[] {
  const texts: string[] = [];
  for (let at = 0; at < Math.max(before.params.length, after.params.length); at++) {
    const [old, now] = [before.params[at], after.params[at]];
    if (old !== now)
      texts.push(old === undefined ? `$${at + 1} is new (${now})` : now === undefined ? `$${at + 1} is gone (${old})` : `$${at + 1} is ${now} now, was ${old}`);
  }
  return texts.length === 0 ? [] : [{ code: "parameters", text: `parameters differ: ${texts.join("; ")}`, names: [] }];
}

function show(column: { name: string; type: string }): string {
  return `${column.name} (${column.type})`;
}

function plural(count: number, word: string): string {
  return count === 1 ? `a ${word}` : `${count} ${word}s`;
}
