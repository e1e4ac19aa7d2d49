/** `&name/1`, `&Mod.name/1` and `&(&1 + 1)` as functions. */
import type { Evaluator, Scope } from "./evaluate.ts";
import type { Syntax } from "./syntax.ts";
import type { ElixirFunction, Origin } from "./value.ts";

/** What `&` makes of its operand. */
export function captureOf(evaluator: Evaluator, operand: Syntax, scope: Scope, at: Origin): ElixirFunction {
  const named = operand.kind === "operator" && operand.operator === "/" && operand.right.kind === "number" ? operand : undefined;
  const target = named?.left;
  if (named?.right.kind !== "number" || (target?.kind !== "name" && target?.kind !== "call")) return expressionOf(evaluator, operand, scope, at);
  const { name } = target;
  const module = target.kind === "call" && target.target !== undefined ? evaluator.moduleOf(target.target, scope) : scope.module.name;
  return {
    kind: "function",
    arity: Number(named.right.text),
    ...(module === undefined ? {} : { module }),
    name,
    apply: (args) =>
      target.kind === "call" && target.target !== undefined && module !== undefined
        ? evaluator.remote(module, name, args, scope, at)
        : evaluator.local(name, args, scope, at),
    ...at,
  };
}

function expressionOf(evaluator: Evaluator, operand: Syntax, scope: Scope, at: Origin): ElixirFunction {
  return {
    kind: "function",
    arity: Math.max(1, ...placeholders(operand)),
    apply: (args) =>
      evaluator.body([operand], { ...scope, variables: new Map([...scope.variables, ...args.map((arg, index) => [`&${index + 1}`, arg] as const)]) }, at),
    ...at,
  };
}

/** The numbers of `&1`, `&2` below an expression. */
function placeholders(item: Syntax): number[] {
  const found: number[] = [];
  const open: unknown[] = [item];
  while (open.length > 0) {
    const one = open.pop();
    if (typeof one !== "object" || one === null) continue;
    if ("kind" in one && one.kind === "capture" && "operand" in one) {
      const { operand } = one;
      if (typeof operand === "object" && operand !== null && "text" in operand) found.push(Number(operand.text));
    }
    open.push(...Object.values(one));
  }
  return found;
}
