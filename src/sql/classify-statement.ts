/**
 * Decides from the text alone what can be asked about a statement, so that PostgreSQL is never asked
 * what it would wave through (utility statements pass on missing objects) or run. Refuses to resolve
 * names: `resolve` lists them, the oracle looks them up.
 */
import type { StatementClass } from "../model/subject.ts";
import { innerQuery } from "./inner-query.ts";
import { significantTokens, textOf } from "./lexer.ts";
import { type ParsedStatement, parseSql } from "./parser.ts";
import { quoteQualified } from "./quote.ts";
import { blankInto } from "./select-into.ts";
import { listOf, memberOf, namesOf, nodesOf, relationParts, stringOf, type Tree } from "./tree.ts";

type Classify = (statement: OneStatement) => StatementClass;

interface OneStatement {
  readonly kind: string;
  readonly node: Tree;
  /** the statement without comments around it and without semicolon */
  readonly text: string;
  /** where `text` starts in the text that was given */
  readonly offset: number;
  readonly unit: (byte: number) => number;
}

const CLASSES: Readonly<Record<string, Classify>> = {
  SelectStmt: (statement) =>
    ask(
      statement,
      blankInto(statement.text, statement.node, (byte) => statement.unit(byte) - statement.offset),
    ),
  InsertStmt: (statement) => ask(statement, statement.text),
  UpdateStmt: (statement) => ask(statement, statement.text),
  DeleteStmt: (statement) => ask(statement, statement.text),
  MergeStmt: (statement) => ask(statement, statement.text),
  CallStmt: ({ text, offset }) => ({ kind: "ask", sql: text, offset, call: true }),
  ExplainStmt: unwrap,
  DeclareCursorStmt: unwrap,
  CreateTableAsStmt: unwrap,
  PrepareStmt: unwrap,
  ViewStmt: (statement) =>
    /^create\s+(?:or\s+replace\s+)?(?:temp\s+|temporary\s+)?recursive\b/i.test(statement.text)
      ? { kind: "unknown", reason: "CREATE RECURSIVE VIEW: its query names the view itself" }
      : unwrap(statement),
  CopyStmt: (statement) => (memberOf(statement.node, "query") === undefined ? resolve([copyTarget(statement.node)]) : unwrap(statement)),
  TruncateStmt: ({ node }) => resolve(relationsOf(node)),
  LockStmt: ({ node }) => resolve(relationsOf(node)),
  RefreshMatViewStmt: ({ node }) => resolve([{ relation: memberOf(node, "relation"), columns: [] }]),
  VacuumStmt: ({ node }) => {
    const targets = nodesOf(node, "rels", "VacuumRelation");
    if (targets.length === 0) return nothing(node["is_vacuumcmd"] === true ? "VACUUM of the whole database" : "ANALYZE of the whole database");
    return resolve(targets.map((target) => ({ relation: memberOf(target, "relation"), columns: namesOf(target, "va_cols") })));
  },
  DoStmt: () => ({ kind: "opaque", reason: "DO: its code is only read as text" }),
  ConstraintsSetStmt: ({ node }) =>
    listOf(node, "constraints").length === 0
      ? nothing("SET CONSTRAINTS ALL")
      : { kind: "unknown", reason: "SET CONSTRAINTS of named constraints (ConstraintsSetStmt)" },
  VariableSetStmt: () => nothing("SET or RESET"),
  VariableShowStmt: () => nothing("SHOW"),
  ListenStmt: () => nothing("LISTEN"),
  NotifyStmt: () => nothing("NOTIFY"),
  UnlistenStmt: () => nothing("UNLISTEN"),
  TransactionStmt: () => nothing("transaction control"),
  DiscardStmt: () => nothing("DISCARD"),
  CheckPointStmt: () => nothing("CHECKPOINT"),
  DeallocateStmt: () => nothing("DEALLOCATE"),
  ClosePortalStmt: () => nothing("CLOSE"),
};

/**
 * What can be asked about one statement. `offset` and positions count UTF-16 units of `sql`; the text
 * that is asked has the length of what it stands for, so that an offset in it only has to be shifted.
 */
export function classifyStatement(sql: string): StatementClass {
  const parsed = parseSql(sql);
  if (!parsed.ok) return { kind: "unknown", reason: `does not parse: ${parsed.error.message}` };
  const [statement, ...others] = parsed.statements;
  if (statement === undefined) return { kind: "unknown", reason: "no statement" };
  if (others.length > 0) return { kind: "unknown", reason: `${others.length + 1} statements in one` };
  return classify(trim(sql, statement, parsed.unit));
}

function trim(sql: string, { kind, node, from, to }: ParsedStatement, unit: (byte: number) => number): OneStatement {
  const raw = sql.slice(from, to);
  // Without a comment sign there is nothing but white space to leave out.
  if (!raw.includes("--") && !raw.includes("/*"))
    return { kind, node, unit, offset: from + raw.search(/[^ \t\n\v\f\r]/), text: raw.replace(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, "") };
  const tokens = significantTokens(raw);
  const offset = from + (tokens[0]?.from ?? 0);
  return { kind, node, unit, offset, text: sql.slice(offset, from + (tokens.at(-1)?.to ?? raw.length)) };
}

function classify(statement: OneStatement): StatementClass {
  const known = CLASSES[statement.kind];
  if (known !== undefined) return known(statement);
  const words = significantTokens(statement.text.slice(0, 80)).slice(0, 2);
  const shown = words.map((item) => textOf(statement.text, item).toUpperCase()).join(" ");
  return { kind: "unknown", reason: `${shown} (${statement.kind}) is no statement selecto can ask about` };
}

function ask({ offset }: OneStatement, sql: string): StatementClass {
  return { kind: "ask", sql, offset };
}

function nothing(what: string): StatementClass {
  return { kind: "none", reason: `${what}: depends on nothing in the schema` };
}

/** Classifies the query inside; its positions are shifted to the outer text. */
function unwrap({ kind, text, offset }: OneStatement): StatementClass {
  const range = innerQuery(kind, text, significantTokens(text));
  if (range === undefined) return { kind: "unknown", reason: `the query inside ${kind} was not found` };
  const inner = classifyStatement(text.slice(range.from, range.to));
  return inner.kind === "ask" ? { ...inner, offset: offset + range.from + inner.offset } : inner;
}

interface Target {
  readonly relation: Tree | undefined;
  readonly columns: readonly string[];
}

function relationsOf(node: Tree): Target[] {
  return nodesOf(node, "relations", "RangeVar").map((relation) => ({ relation, columns: [] }));
}

function copyTarget(node: Tree): Target {
  return { relation: memberOf(node, "relation"), columns: namesOf(node, "attlist") };
}

function resolve(targets: readonly Target[]): StatementClass {
  const named = targets.flatMap(({ relation, columns }) =>
    relation === undefined || stringOf(relation, "relname") === undefined ? [] : [{ relation: quoteQualified(...relationParts(relation)), columns }],
  );
  const columns = named.filter((target) => target.columns.length > 0);
  return { kind: "resolve", relations: named.map((target) => target.relation), ...(columns.length > 0 && { columns }) };
}
