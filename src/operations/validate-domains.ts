/** Domains against the database: every element compiled by PostgreSQL, every declared type compared. */
import { declaredType } from "../domain/element-subject.ts";
import { insertOf } from "../domain/insert-of.ts";
import { examineKeys } from "./examine-keys.ts";
import { typeAgrees } from "../domain/type-agreement.ts";
import { sinceThen, type Diagnostic } from "../model/diagnostic.ts";
import type { Database } from "../model/database.ts";
import type { Domain } from "../model/domain.ts";
import type { Answer } from "../model/answer.ts";
import type { DomainElement } from "../model/subject.ts";
import type { ValidatedDomains } from "../model/validated-domains.ts";
import { missingInInsert } from "../oracle/ask-insert.ts";
import { chooseDomains } from "./choose-domains.ts";
import { askState } from "./ask-state.ts";
import type { Session } from "./session.ts";
import type { StateSource } from "./state-source.ts";
import { failureDiagnostic } from "./diff-states.ts";

/**
 * @param base a state to compare with: what was wrong there already is told apart
 * @throws SelectoError when a name is no domain
 */
export async function validateDomains(session: Session, source: StateSource, names: readonly string[], base?: StateSource): Promise<ValidatedDomains> {
  const chosen = chooseDomains(source, names, "selecto domain validate");
  const now = await examineDomains(session, source, chosen, names.length === 0);
  if (base === undefined) return now;
  const known = new Set(chosen.map(({ name }) => name));
  const then = await examineDomains(
    session,
    base,
    base.domains.filter(({ name }) => known.has(name)),
    names.length === 0,
  );
  const { fresh, lasting, gone } = sinceThen(then.diagnostics, now.diagnostics);
  return { ...now, diagnostics: fresh, base: { origin: base.origin, lasting, gone } };
}

async function examineDomains(session: Session, source: StateSource, chosen: readonly Domain[], all: boolean): Promise<ValidatedDomains> {
  const inRows: Diagnostic[] = [];
  const asked = await askState(session, { ...source, domains: chosen, queries: [], ectoSchemas: [] }, async (database) => {
    for (const domain of chosen) inRows.push(...(await examineInsert(database, domain)), ...(await examineKeys(database, domain)));
  });
  const answers = new Map(asked.subjects.map((subject, at) => [subject.key, asked.answers[at]]));
  // An overlay is another file, whatever its notation: what stands in it belongs to the domain as well.
  const files = new Set(
    chosen.flatMap((domain) => [domain.file, ...(domain.overlay === undefined ? [] : [domain.overlay]), ...domain.elements.map((one) => one.position.file)]),
  );
  // What the schema was read from counts for every domain: a table may be missing only because of it.
  const isOfSchema = ({ code, severity }: Diagnostic): boolean => severity !== "info" && /^(migration|dump|elixir)/.test(code);
  const read = source.diagnostics.filter(
    (one) => one.position !== undefined && (files.has(one.position.file) || isOfSchema(one) || (all && /^domain|^yaml/.test(one.code))),
  );
  return {
    domains: chosen.map((domain) => ({
      name: domain.name,
      file: domain.file,
      elements: domain.elements.length,
      compiled: domain.elements.filter((element) => answers.get(element.key)?.status === "ok").length,
      ...(domain.version !== undefined && { version: domain.version }),
    })),
    diagnostics: [
      ...asked.failures.map(failureDiagnostic),
      ...read,
      ...chosen.flatMap((domain) => domain.elements.flatMap((element) => examineElement(domain, element, answers.get(element.key)))),
      ...inRows,
    ],
    engine: asked.engine,
  };
}

/** What to do where it is not a name that is wrong. */
const NEXT: Readonly<Record<string, string>> = {
  "22P02": "write a value that the column's type has, or add it to the type",
  "42P10": "add a unique index on exactly these columns, or correct them here",
};

/** What PostgreSQL's answer says against an element, and against the type it is declared with. */
export function examineElement(domain: Domain, element: DomainElement, answer: Answer | undefined): Diagnostic[] {
  const base = { subject: element.key, position: element.position };
  if (answer?.status === "error")
    return [
      {
        ...base,
        code: "domain-element-broken",
        severity: element.weak === true ? "warning" : "error",
        message: `${element.label}: ${answer.error.sqlstate} ${answer.error.message}`,
        sqlstate: answer.error.sqlstate,
        cause: `${answer.error.sqlstate} ${answer.error.message}`,
        next:
          element.weak === true
            ? "correct it, or leave it out: the association is what counts"
            : (NEXT[answer.error.sqlstate] ?? "correct the name here, or the schema"),
      },
    ];
  // What could not be compiled has its finding from the reader already.
  if (answer?.status !== "ok")
    return element.problem === undefined && answer?.status === "unknown"
      ? [{ ...base, code: "domain-element-unknown", severity: "warning", message: `${element.label}: ${answer.reason}` }]
      : [];
  const declared = declaredType(domain, element);
  const [column] = answer.signature.columns;
  if (declared === undefined || column === undefined || typeAgrees(declared, column.type)) return [];
  return [
    {
      ...base,
      code: "domain-type-differs",
      severity: "warning",
      message: `${element.label} is declared ${typeof declared === "string" ? declared : JSON.stringify(declared)}, the column is ${column.type}`,
      next: "declare the type that the column has",
    },
  ];
}

/** An insert that leaves out a column that must have a value fails every time it is made. */
async function examineInsert(database: Database, domain: Domain): Promise<Diagnostic[]> {
  const insert = insertOf(domain);
  const element = domain.elements.find(({ key }) => key === insert?.key);
  if (insert === undefined || element?.sql === undefined) return [];
  const missing = await missingInInsert(database, insert.table, insert.columns);
  return (missing ?? []).map((column) => ({
    subject: element.key,
    position: element.position,
    code: "domain-insert-incomplete",
    severity: insert.hooked ? "warning" : "error",
    message: `${element.label} sets no ${column}, which must have a value and gets none by itself${insert.hooked ? "; a hook of the application may set it" : ""}`,
    sqlstate: "23502",
    next: `make ${column} insertable, or give the column a default`,
  }));
}
