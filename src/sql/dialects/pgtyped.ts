/**
 * pgtyped's parameters: `:id`, `:id!`, and the expansions that the comment before a query declares:
 *
 *     @param ids -> (...)            :ids  becomes ($1)
 *     @param user -> (name, age)     :user becomes ($1, $2)
 *     @param rows -> ((name, age)...) :rows becomes ($1, $2), one row standing for all
 */
import { type Token, textOf } from "../lexer.ts";
import { createParameterWriter, type Rewriting } from "./parameters.ts";
import { colonName } from "./unbound.ts";

/** `@param name -> shape`, with the three shapes above. */
const EXPANSION = /@param\s+(\w+)\s*->\s*(\(\s*\([^()]*\)\s*\.{3}\s*\)|\([^()]*\))/g;

/** Rewrites pgtyped's parameters to `$n`. `annotations` are the comments before the statement. */
export function rewritePgtyped(text: string, tokens: readonly Token[], annotations: readonly string[]): Rewriting {
  const writer = createParameterWriter(text, tokens);
  const expansions = readExpansions(annotations);
  tokens.forEach((colon, index) => {
    const word = colonName(text, tokens, index, true);
    if (word === undefined) return;
    const name = textOf(text, word);
    const keys = expansions.get(name);
    const values =
      keys === undefined
        ? `$${writer.number(name)}`
        : `(${(keys.length === 0 ? [name] : keys.map((key) => `${name}.${key}`)).map((each) => `$${writer.number(each)}`).join(", ")})`;
    // `:id!=1` compares; `:id!` says that null is not allowed.
    const isRequired = text.charAt(word.to) === "!" && text.charAt(word.to + 1) !== "=";
    writer.replace(colon.from, word.to + (isRequired ? 1 : 0), values);
  });
  return writer.finish();
}

/** Keys of each declared expansion; none for a plain spread. */
function readExpansions(annotations: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const comment of annotations) {
    for (const [, name = "", shape = ""] of comment.matchAll(EXPANSION)) found.set(name, shape.match(/\w+/g) ?? []);
  }
  return found;
}
