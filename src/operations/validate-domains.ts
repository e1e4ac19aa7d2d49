/** Domains against the database: every element compiled by PostgreSQL, every declared type compared. */
import { declaredType } from "../domain/element-subject.ts";
import { typeAgrees } from "../domain/type-agreement.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { SelectoError } from "../model/error.ts";
import type { Domain } from "../model/domain.ts";
import type { Answer } from "../model/answer.ts";
import type { DomainElement } from "../model/subject.ts";
import type { ValidatedDomains } from "../model/validated-domains.ts";
import { askState } from "./show-dependents.ts";
import type { Session } from "./session.ts";
import type { StateSource } from "./state-source.ts";
import { failureDiagnostic } from "./diff-states.ts";

/** @throws SelectoError when a name is no domain */
export async function validateDomains(session: Session, source: StateSource, names: readonly string[]): Promise<ValidatedDomains> {
  const stranger = names.find((name) => !source.domains.some((domain) => domain.name === name));
  if (stranger !== undefined)
    throw new SelectoError({
      code: "domain-unknown",
      what: `there is no domain ${stranger}`,
      why: source.domains.length === 0 ? "there are no domains here" : `the domains are ${source.domains.map((domain) => domain.name).join(", ")}`,
      next: "selecto domain validate",
    });
  const chosen = names.length === 0 ? source.domains : source.domains.filter((domain) => names.includes(domain.name));
  const asked = await askState(session, { ...source, domains: chosen, queries: [] });
  const answers = new Map(asked.subjects.map((subject, at) => [subject.key, asked.answers[at]]));
  const files = new Set(chosen.map((domain) => domain.file));
  const read = source.diagnostics.filter(
    (one) => one.position !== undefined && (files.has(one.position.file) || (names.length === 0 && /^domain|^yaml/.test(one.code))),
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
      ...chosen.flatMap((domain) => domain.elements.flatMap((element) => examine(domain, element, answers.get(element.key)))),
    ],
    engine: asked.engine,
  };
}

function examine(domain: Domain, element: DomainElement, answer: Answer | undefined): Diagnostic[] {
  const base = { subject: element.key, position: element.position };
  if (answer?.status === "error")
    return [
      {
        ...base,
        code: "domain-element-broken",
        severity: "error",
        message: `${element.label}: ${answer.error.sqlstate} ${answer.error.message}`,
        sqlstate: answer.error.sqlstate,
        next: "correct the name here, or the schema",
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
