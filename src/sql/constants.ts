/** The constants an expression is written with. Knows nothing of what they are compared with. */
import { parseSql } from "./parser.ts";
import { memberOf, stringOf, walkTree } from "./tree.ts";

/**
 * Texts of the string and number constants of an expression, in the order of first mention, each once.
 * An expression that does not parse has none.
 */
export function constantsOf(expression: string): string[] {
  const parsed = parseSql(`select ${expression}`);
  if (!parsed.ok) return [];
  const found = new Set<string>();
  for (const statement of parsed.statements) {
    walkTree({ [statement.kind]: statement.node }, ({ kind, node }) => {
      if (kind !== "A_Const") return;
      const string = memberOf(node, "sval");
      const decimal = memberOf(node, "fval");
      const integer = memberOf(node, "ival");
      if (string !== undefined) found.add(stringOf(string, "sval") ?? "");
      else if (decimal !== undefined) found.add(stringOf(decimal, "fval") ?? "0");
      else if (integer !== undefined) found.add(typeof integer["ival"] === "number" ? String(integer["ival"]) : "0");
    });
  }
  return [...found];
}
