/** Whether the edits of domains in the packages end in the documents of the working tree. Asks no database. */
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Domain } from "../model/domain.ts";
import { hashOf } from "../model/hash.ts";
import { nodeKey } from "../model/identity.ts";
import type { DomainPatch } from "../model/migration.ts";
import { lastDocuments } from "../migration/domains/documents.ts";
import { domainEdits } from "./domain-edits.ts";
import type { Packages } from "./migration-states.ts";
import { readState } from "./read-state.ts";
import type { Session } from "./session.ts";
import type { StateSource } from "./state-source.ts";

export interface RecordedDomains {
  /** edits in all packages */
  readonly edits: number;
  /** domains that the packages lead to */
  readonly domains: number;
  /** what no package has recorded yet, and what could not be compared */
  readonly diagnostics: readonly Diagnostic[];
}

/** The same for a workspace; reads its domains only where a package holds some. */
export async function readRecordedDomains(session: Session, packages: Packages): Promise<RecordedDomains | undefined> {
  if (!packages.chain.ordered.some(({ manifest }) => manifest.domains.length > 0)) return undefined;
  return recordedDomains(packages, await readState(session, { kind: "files" }));
}

/** @returns undefined where no package holds a domain: then nobody keeps versions here; or where one's edit does not fit, which the chain says */
export function recordedDomains({ chain }: Packages, tree: Pick<StateSource, "domains" | "diagnostics">): RecordedDomains | undefined {
  const kept = lastDocuments(chain.ordered);
  const edits = chain.ordered.reduce((count, { manifest }) => count + manifest.domains.length, 0);
  if (kept === undefined || edits === 0) return undefined;
  const found = domainEdits(kept, tree);
  return {
    edits,
    domains: kept.size,
    diagnostics: [
      ...found.edits.map((edit): Diagnostic => ({
        code: "domain-unrecorded",
        severity: "info",
        message: wordsOf(edit),
        subject: nodeKey("selectoDomain", edit.name),
        position: { file: edit.file, line: 1, column: 1 },
        next: "selecto migrate generate",
      })),
      ...found.unread.map((name): Diagnostic => ({
        code: "domain-not-compared",
        severity: "warning",
        message: `${name} cannot be read whole, so it is not known whether the packages hold it as it is`,
        subject: nodeKey("selectoDomain", name),
        next: "selecto domain validate",
      })),
    ],
  };
}

function wordsOf({ name, before, after, patch }: DomainPatch): string {
  if (before === null) return `no migration has recorded the domain ${name} yet`;
  if (after === null) return `the domain ${name} is gone, and no migration has recorded that yet`;
  return `the domain ${name} has ${patch.length === 1 ? "an edit" : `${patch.length} edits`} that no migration has recorded yet`;
}

/** Domains whose document is a former one that the last migration about them has brought back. */
export function restoredDomains({ chain }: Packages, domains: readonly Domain[]): ReadonlySet<string> {
  const edits = chain.ordered.flatMap(({ manifest }) => manifest.domains);
  return new Set(
    domains.flatMap(({ name, document }) => {
      const own = edits.filter((edit) => edit.name === name).map(({ after }) => after);
      const hash = own.length > 1 ? hashOf(document) : undefined;
      return hash !== undefined && own.at(-1) === hash && own.indexOf(hash) < own.length - 1 ? [name] : [];
    }),
  );
}
