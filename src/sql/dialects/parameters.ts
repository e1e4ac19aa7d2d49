/**
 * Numbers for named parameters and the edits that write them into the text. Knows nothing of any
 * dialect's spelling.
 */
import type { QueryParameter } from "../../model/subject.ts";
import type { TextEdit } from "../../model/position.ts";
import { type Token, textOf } from "../lexer.ts";

export interface Rewriting {
  readonly edits: readonly TextEdit[];
  readonly parameters: readonly QueryParameter[];
}

export interface ParameterWriter {
  /** The number of a name: the same for the same name, and none that the text uses as `$n` itself. */
  readonly number: (name: string) => number;
  /** Replaces a range of the text as written; call in the order of the text. */
  readonly replace: (from: number, to: number, replacement: string) => void;
  readonly finish: () => Rewriting;
}

const NAME_CHARACTER = /[\w$\u0080-\uffff]/;

/** Parameters that the text already numbers, in ascending order. */
export function numberedParameters(text: string, tokens: readonly Token[]): number[] {
  const numbers = tokens.flatMap((item) => (item.kind === "param" ? [Number(textOf(text, item).slice(1))] : []));
  return [...new Set(numbers)].toSorted((left, right) => left - right);
}

export function createParameterWriter(text: string, tokens: readonly Token[]): ParameterWriter {
  const taken = new Set(numberedParameters(text, tokens));
  const named = new Map<string, number>();
  const edits: TextEdit[] = [];
  let next = 1;
  return {
    number: (name) => {
      let number = named.get(name);
      if (number === undefined) {
        while (taken.has(next)) next++;
        number = next++;
        named.set(name, number);
      }
      return number;
    },
    // `limit:n` must not become `limit$1`, which is one word.
    replace: (from, to, replacement) => {
      const before = NAME_CHARACTER.test(text.charAt(from - 1)) ? " " : "";
      const after = NAME_CHARACTER.test(text.charAt(to)) ? " " : "";
      edits.push({ from, to, replacement: before + replacement + after });
    },
    finish: () => {
      const parameters: QueryParameter[] = [...taken].map((number) => ({ number }));
      for (const [name, number] of named) parameters.push({ number, name });
      return { edits, parameters: parameters.toSorted((left, right) => left.number - right.number) };
    },
  };
}
