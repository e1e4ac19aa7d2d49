/** Adds a field or a join to a domain, as generation would propose it, in the domain's own file: compiled by PostgreSQL first. */
import { addPart, type AddRequest } from "../domain/generation/add-part.ts";
import { generate, readRelationships } from "../domain/generation/generate.ts";
import { declarationsOf } from "../ecto/declarations.ts";
import { collectSchemas } from "../ecto/schemas.ts";
import { editDocument } from "../domain/notations/edit-document.ts";
import type { History } from "../history/open.ts";
import type { AddedToDomain } from "../model/domain-version.ts";
import type { Domain } from "../model/domain.ts";
import { EXIT, SelectoError } from "../model/error.ts";
import { nearestName } from "../model/nearest-name.ts";
import { chooseDomains } from "./choose-domains.ts";
import { documentOf } from "./domain-edits.ts";
import { domainsIn, readDomainFiles, textOf, withTexts, writeDomainFiles } from "./domain-files.ts";
import { readState } from "./read-state.ts";
import { schemaOf } from "./schema-cache.ts";
import type { Session } from "./session.ts";
import { tryVersions } from "./try-versions.ts";

export interface AddInput extends AddRequest {
  readonly domain: string;
  readonly dryRun: boolean;
}

/** Relationships that are guessed with less are not joined by themselves. */
const LEAST_CONFIDENCE = 0.8;

/** @throws SelectoError for what is there already, what the schema does not have (2), or what PostgreSQL refuses (1) */
export async function addToDomain(session: Session, input: AddInput, history: History | undefined): Promise<AddedToDomain> {
  const state = await readState(session, { kind: "files" });
  const [domain] = chooseDomains(state, [input.domain], `selecto domain add ${input.kind} NAME`);
  const table = domain?.sourceTable;
  if (domain === undefined || table === undefined) throw new Error("a domain without a source was read");
  const { schema } = await schemaOf(state, session.shadow, history);
  const wishes = { names: [table], all: false, redact: [], show: [], minConfidence: LEAST_CONFIDENCE, searchPath: session.namespaces };
  const declarations = declarationsOf(collectSchemas(state.ectoSchemas ?? []));
  const proposal = generate(schema, readRelationships(schema, undefined, declarations), wishes).proposed[0]?.document;
  if (proposal === undefined)
    throw new SelectoError({
      code: "domain-table-unknown",
      what: `the schema has no table ${table}`,
      why: `it is the source of ${domain.name}`,
      next: `selecto domain validate ${domain.name}`,
    });
  const files = await readDomainFiles(session);
  const added = addPart(domain.document, proposal, input);
  if ("problem" in added) throw notAdded(domain, input, added.problem, added.known);
  const made = editDocument({ path: domain.file, text: textOf(files, domain.file) }, domain.document, added.document, files);
  const after = "problem" in made ? undefined : domainsIn(withTexts(files, made.files)).find(({ name }) => name === domain.name);
  if ("problem" in made || after === undefined)
    throw new SelectoError({
      code: "domain-not-written",
      what: `${input.name} cannot be written into ${domain.file}`,
      why: "problem" in made ? made.problem : "read again, the edited file gives no domain",
      next: "write it there yourself, then selecto domain validate",
    });
  const { trials } = await tryVersions(session, state.recipe, [documentOf(domain), documentOf(after)], "the schema");
  const [was, is] = trials;
  const fresh = (is?.reasons ?? []).filter((reason) => was?.reasons.includes(reason) !== true);
  if (fresh[0] !== undefined)
    throw new SelectoError({
      code: "domain-does-not-run",
      what: `${domain.name} with ${input.kind} ${input.name} has a fault: ${fresh[0]}`,
      why: "PostgreSQL was asked; nothing was written",
      next: `add it by hand to ${domain.file}, then selecto domain validate ${domain.name}`,
      exit: EXIT.findings,
    });
  if (!input.dryRun) await writeDomainFiles(session, made.files);
  const [edit = { file: domain.file, before: "", after: "" }, ...also] = made.files.map(({ path, text }) => ({
    file: path,
    before: textOf(files, path),
    after: text,
  }));
  return { name: domain.name, kind: input.kind, part: input.as ?? input.name, ...edit, ...(also.length > 0 && { also }), dryRun: input.dryRun };
}

function notAdded(domain: Domain, { kind, name, as }: AddInput, problem: "there already" | "unknown", known: readonly string[]): SelectoError {
  const near = nearestName(name, known);
  const list = known.length === 0 ? `${domain.name} has every ${kind} that could be proposed` : `${kind}s that could be added are ${known.join(", ")}`;
  return problem === "there already"
    ? new SelectoError({
        code: "domain-part-taken",
        what: `${domain.name} has the ${kind} ${as ?? name} already`,
        why: list,
        next:
          kind === "join" ? `give it another name: selecto domain add join ${domain.name} ${name} --as NAME` : `selecto domain version compare ${domain.name}`,
      })
    : new SelectoError({
        code: "domain-part-unknown",
        what: `there is no ${kind} ${name} to add to ${domain.name}`,
        why: list,
        next: near === undefined ? `selecto domain validate ${domain.name}` : `selecto domain add ${kind} ${domain.name} ${near}`,
      });
}
