/** Elixir's operators over values that were read. */
import type { Evaluator, Scope } from "./evaluate.ts";
import { rangeOf } from "./library-text.ts";
import { equal, matchPattern, truth, type Bindings } from "./patterns.ts";
import type { Syntax } from "./syntax.ts";
import { atom, truthOf, unread, type ElixirValue, type Origin } from "./value.ts";

type Operator = Extract<Syntax, { kind: "operator" }>;

export function evaluateOperator(evaluator: Evaluator, item: Operator, scope: Scope): ElixirValue {
  const at = evaluator.at(item, scope);
  if (item.operator === "|>" && item.left !== undefined) return pipe(evaluator, item.left, item.right, scope, at);
  if (item.operator === "=" && item.left !== undefined) {
    const value = evaluator.evaluate(item.right, scope);
    const bindings: Bindings = new Map();
    return matchPattern(item.left, value, bindings, (part) => evaluator.evaluate(part, scope)) === false ? unread("this match fails", at) : value;
  }
  const right = (): ElixirValue => evaluator.evaluate(item.right, scope);
  if (item.left === undefined) return unary(item.operator, right(), at);
  const left = evaluator.evaluate(item.left, scope);
  const so = truthOf(left);
  switch (item.operator) {
    case "and":
    case "&&":
      return so === undefined ? unknown(left, at) : so ? right() : left;
    case "or":
    case "||":
      return so === undefined ? unknown(left, at) : so ? left : right();
    default:
      return binary(item.operator, left, right(), at);
  }
}

/** Not the side itself: which of both the expression gives is what cannot be told. */
function unknown(side: ElixirValue, at: Origin): ElixirValue {
  return unread(side.kind === "unread" ? side.reason : "this side cannot be told", at);
}

function pipe(evaluator: Evaluator, left: Syntax, right: Syntax, scope: Scope, at: Origin): ElixirValue {
  const value = evaluator.evaluate(left, scope);
  if (right.kind === "call") return evaluator.call(right, scope, value);
  if (right.kind === "name") return evaluator.call({ kind: "call", name: right.name, args: [], bare: false, start: right.start, end: right.end }, scope, value);
  return unread("what the pipe leads to is no call", at);
}

function unary(operator: string, value: ElixirValue, at: Origin): ElixirValue {
  if (value.kind === "unread") return value;
  if (operator === "not" || operator === "!") return atom(String(truthOf(value) === false), at);
  if (operator === "-" && value.kind === "number") return { ...value, text: value.text.startsWith("-") ? value.text.slice(1) : `-${value.text}`, ...at };
  if (operator === "+" && value.kind === "number") return value;
  if (operator === "^") return value;
  return unread(`the operator ${operator} is not followed`, at);
}

function binary(operator: string, left: ElixirValue, right: ElixirValue, at: Origin): ElixirValue {
  switch (operator) {
    case "++": {
      const items = [left, right].flatMap((side) => (side.kind === "list" ? side.items : [side.kind === "unread" ? side : unread("this is no list", at)]));
      return { kind: "list", items, ...at };
    }
    case "--": {
      if (left.kind !== "list" || right.kind !== "list") break;
      const items = [...left.items];
      for (const gone of right.items) {
        const index = items.findIndex((one) => equal(one, gone) === true);
        if (index !== -1) items.splice(index, 1);
      }
      return { kind: "list", items, ...at };
    }
    case "<>":
      if (left.kind === "string" && right.kind === "string") return { kind: "string", text: left.text + right.text, ...at };
      break;
    case "..": {
      const range = rangeOf(left, right, at);
      if (range !== undefined) return range;
      break;
    }
    case "==":
    case "===":
      return truth(equal(left, right), "whether both are equal cannot be told", at);
    case "!=":
    case "!==": {
      const same = equal(left, right);
      return truth(same === undefined ? undefined : !same, "whether both are equal cannot be told", at);
    }
    case "in":
      if (right.kind === "list") {
        const answers = right.items.map((one) => equal(left, one));
        return truth(answers.includes(true) ? true : answers.includes(undefined) ? undefined : false, "whether it is in the list cannot be told", at);
      }
      break;
    default:
      return arithmetic(operator, left, right, at);
  }
  const unreadSide = [left, right].find((side) => side.kind === "unread");
  return unreadSide ?? unread(`${operator} of these values is not followed`, at);
}

/** Exact for integers that JavaScript holds exactly; anything else is not computed. */
function arithmetic(operator: string, left: ElixirValue, right: ElixirValue, at: Origin): ElixirValue {
  const unreadSide = [left, right].find((side) => side.kind === "unread");
  if (unreadSide !== undefined) return unreadSide;
  if (left.kind === "number" && right.kind === "number" && /^-?\d+$/.test(left.text) && /^-?\d+$/.test(right.text)) {
    const [a, b] = [BigInt(left.text), BigInt(right.text)];
    const compared: Readonly<Record<string, boolean>> = { "<": a < b, ">": a > b, "<=": a <= b, ">=": a >= b };
    const so = compared[operator];
    if (so !== undefined) return atom(String(so), at);
    const made = operator === "+" ? a + b : operator === "-" ? a - b : operator === "*" ? a * b : undefined;
    if (made !== undefined) return { kind: "number", text: String(made), ...at };
  }
  return unread(`the operator ${operator} is not followed`, at);
}
