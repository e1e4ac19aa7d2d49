/** What one query or domain element is by PostgreSQL's account: parameters, results, what it reads, writes and calls, and where. */
import type { Answer, ColumnAccess } from "../model/answer.ts";
import type { AccessedColumn, StatementDetail, WriteOperation } from "../model/dependents.ts";
import { kindOf, parseNodeKey, type NodeKey } from "../model/identity.ts";
import type { SourcePosition } from "../model/position.ts";
import type { Subject } from "../model/subject.ts";
import { placeIn } from "../query/index.ts";
import { codePointsBefore, findIdentifiers, type IdentifierUse } from "../sql/index.ts";

const ROUTINES = new Set(["function", "procedure", "aggregate"]);
type Role = IdentifierUse["role"];
const READ_ROLES: readonly Role[] = ["column", "using-column", "conflict-column", "field"];
const WRITE_ROLES: readonly Role[] = ["insert-column", "update-column"];

/** @param access absent where its probe could not stand; then what it depends on is told without columns */
export function describeStatement(subject: Subject, answer: Extract<Answer, { status: "ok" }>, access: readonly ColumnAccess[]): StatementDetail {
  const locate = locatorOf(subject);
  const columns = (names: readonly string[], roles: readonly Role[]): AccessedColumn[] => names.map((name) => ({ name, ...locate(name, roles) }));
  const relations = access.map(({ relation, reads, writes }) => ({
    key: relation,
    operations: operationsOn(relation, answer),
    reads: columns(reads, READ_ROLES),
    writes: columns(writes, WRITE_ROLES),
    ...locate(lastName(relation), ["relation"]),
  }));
  const routines = (answer.dependencies ?? []).filter((key) => ROUTINES.has(kindOf(key)));
  return {
    key: subject.key,
    label: subject.label,
    position: subject.position,
    parameters: answer.signature.params.map((type, at) => {
      const name = subject.parameters.find((parameter) => parameter.number === at + 1)?.name;
      return { number: at + 1, type, ...(name !== undefined && { name }) };
    }),
    results: answer.signature.columns,
    relations,
    routines: routines.map((key) => ({ key, ...locate(lastName(key), ["function"]) })),
  };
}

/** What the plan says the statement does to a relation. */
export function operationsOn(relation: NodeKey, { writes }: Pick<Extract<Answer, { status: "ok" }>, "writes">): WriteOperation[] {
  return [...new Set(writes.filter((write) => write.relation === relation).map((write) => (write.upsert ? "upsert" : write.operation)))];
}

/** Where the text first uses a name in one of these roles. Elements have statements that stand in no file. */
function locatorOf(subject: Subject): (name: string, roles: readonly Role[]) => { position?: SourcePosition } {
  const { statement } = subject;
  if (subject.kind !== "query" || statement.kind !== "ask" || subject.stored !== undefined) return () => ({});
  return (name, roles) => {
    const use = findIdentifiers(statement.sql, name).find((one) => roles.includes(one.role));
    // PostgreSQL's positions, which placeIn reads, count characters from 1.
    return use === undefined ? {} : { position: placeIn(subject, codePointsBefore(statement.sql, use.from) + 1).position };
  };
}

function lastName(key: NodeKey): string {
  return parseNodeKey(key).path.at(-1) ?? "";
}
