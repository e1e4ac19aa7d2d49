/**
 * Types that an application declares for columns, held against those that PostgreSQL told. A column of another
 * kind compiles and cannot be read all the same; one of the same kind is no change to its reader.
 */
import { typeAgrees } from "../domain/type-agreement.ts";
import type { Answer } from "../model/answer.ts";
import type { Subject } from "../model/subject.ts";

/** With an error where the column has a type that the declared one does not read. */
export function againstDeclared(subjects: readonly Subject[], answers: readonly Answer[]): Answer[] {
  return answers.map((answer, at) => {
    const { declared, label } = subjects[at] ?? {};
    const [column] = answer.status === "ok" ? answer.signature.columns : [];
    if (declared === undefined || column === undefined || declared.accepts.some((one) => typeAgrees(one, column.type))) return answer;
    return {
      status: "error",
      stage: "type",
      error: { sqlstate: DATATYPE_MISMATCH, message: `the column is ${column.type}, ${label ?? ""} is declared ${declared.type}` },
    };
  });
}

/** The answer as the reader of a declared type sees it: types that it reads alike are alike. */
export function asDeclared({ declared }: Pick<Subject, "declared">, answer: Answer): Answer {
  if (declared === undefined || answer.status !== "ok") return answer;
  const { params, columns } = answer.signature;
  return { ...answer, signature: { params, columns: columns.map((column) => ({ ...column, type: declared.type })) } };
}

const DATATYPE_MISMATCH = "42804";
