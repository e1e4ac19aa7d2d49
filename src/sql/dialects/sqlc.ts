/**
 * sqlc's parameters: `@id`, `sqlc.arg(id)`, `sqlc.narg(id)`, `sqlc.slice(ids)`, and `sqlc.embed(t)`
 * for the columns of a table; `$n` beside them. Knows sqlc's macros, nothing of its code generation.
 */
import { foldIdentifier } from "../identifiers.ts";
import { keywordOf, type Token, textOf } from "../lexer.ts";
import { createParameterWriter, type Rewriting } from "./parameters.ts";
import { attachedName } from "./unbound.ts";

const MACROS: ReadonlySet<string> = new Set(["arg", "narg", "slice", "embed"]);

/** Rewrites sqlc's parameters to `$n`, in the order in which names first appear. */
export function rewriteSqlc(text: string, tokens: readonly Token[]): Rewriting {
  const writer = createParameterWriter(text, tokens);
  for (let index = 0; index < tokens.length; index++) {
    const macro = macroAt(text, tokens, index);
    if (macro !== undefined) {
      const { from, to } = macro;
      // A slice becomes one value: `IN (sqlc.slice(ids))` is typed by `IN ($1)`.
      writer.replace(from, to, macro.name === "embed" ? `${macro.argument}.*` : `$${writer.number(macro.argument)}`);
      index = macro.last;
      continue;
    }
    const name = attachedName(text, tokens, index);
    const sign = tokens[index];
    if (name === undefined || sign === undefined) continue;
    writer.replace(sign.to - 1, name.to, `$${writer.number(foldIdentifier(textOf(text, name)))}`);
    index++;
  }
  return writer.finish();
}

/** Whether a text calls a macro of sqlc: evidence enough for the dialect. */
export function usesSqlc(text: string, tokens: readonly Token[]): boolean {
  return tokens.some((_, index) => macroAt(text, tokens, index) !== undefined);
}

interface Macro {
  readonly name: string;
  /** parameter name, folded or as in the quotes; for `embed` the relation as written */
  readonly argument: string;
  readonly from: number;
  readonly to: number;
  /** index of the closing parenthesis */
  readonly last: number;
}

/** `sqlc . name ( argument )` */
function macroAt(text: string, tokens: readonly Token[], index: number): Macro | undefined {
  if (keywordOf(text, tokens[index]) !== "sqlc") return undefined;
  const [first, dot, word, open, argument] = tokens.slice(index, index + 5);
  const name = keywordOf(text, word);
  if (textOf(text, dot) !== "." || !MACROS.has(name) || textOf(text, open) !== "(" || first === undefined || argument === undefined) return undefined;
  let last = index + 5;
  while (name === "embed" && textOf(text, tokens[last]) === ".") last += 2;
  const close = tokens[last];
  if (close === undefined || textOf(text, close) !== ")") return undefined;
  const written = text.slice(argument.from, tokens[last - 1]?.to);
  const range = { name, from: first.from, to: close.to, last };
  if (argument.kind === "string") return { ...range, argument: written.replace(/^'|'$/g, "").replaceAll("''", "'") };
  if (argument.kind !== "word" && argument.kind !== "quoted") return undefined;
  return { ...range, argument: name === "embed" ? written : foldIdentifier(written) };
}
