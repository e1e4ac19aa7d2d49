/**
 * Statements of a schema that PostgreSQL refused to load, told apart: what the change brought is a
 * finding, what failed before it in the same way is a baseline defect and never blamed on it.
 */
import type { Diagnostic } from "../model/diagnostic.ts";
import { nodeKey, type NodeKey } from "../model/identity.ts";
import type { ImpactReport } from "../model/impact.ts";
import type { LoadFailure } from "../schema/load.ts";
import { failureDiagnostic } from "./diff-states.ts";

export interface LoadFindings {
  /** whatever these were to create does not exist after the change */
  readonly fallen: ImpactReport["fallen"];
  readonly diagnostics: readonly Diagnostic[];
  /** statements that load on neither side */
  readonly lasting: readonly LoadFailure[];
  /** statements of TO that may fail only because the shadow lacks an extension: nothing is known about what they make */
  readonly forWant: readonly LoadFailure[];
}

export function compareLoads(from: readonly LoadFailure[], to: readonly LoadFailure[]): LoadFindings {
  const [before, after] = [new Set(from.map(identityOf)), new Set(to.map(identityOf))];
  const brought = to.filter((failure) => !before.has(identityOf(failure)));
  const forWant = forWantOfExtensions(to);
  const isFinding = (failure: LoadFailure): boolean => !forWant.includes(failure);
  return {
    fallen: brought.filter(isFinding).map(fallenOf),
    forWant,
    diagnostics: [
      ...brought.filter((failure) => !isFinding(failure)).map(failureDiagnostic),
      ...from.map((failure): Diagnostic => {
        const found = failureDiagnostic(failure);
        return {
          ...found,
          code: "statement-not-loaded-before",
          severity: "warning",
          message: `did not load before the change${after.has(identityOf(failure)) ? " either" : ""}: ${found.message}`,
        };
      }),
    ],
    lasting: to.filter((failure) => before.has(identityOf(failure))),
  };
}

/** Types, functions and operators: what an extension brings, as PostgreSQL misses it. */
const UNDEFINED = new Set(["42704", "42883"]);

/** The missing extensions, what may be missing with them, and what stands on that. */
function forWantOfExtensions(failures: readonly LoadFailure[]): LoadFailure[] {
  if (failures.every((failure) => failure.extension === undefined)) return [];
  const found = new Set(failures.filter((failure) => failure.extension !== undefined || UNDEFINED.has(failure.error.sqlstate)));
  const names = (): string[] => [...found].flatMap(({ object }) => object?.path.at(-1) ?? []);
  for (let size = 0; size < found.size;) {
    size = found.size;
    const missing = names();
    for (const failure of failures) if (failure.error.sqlstate === "42P01" && missing.some((name) => failure.error.message.includes(name))) found.add(failure);
  }
  return failures.filter((failure) => found.has(failure));
}

/** Keys of what these statements were to make. */
export function objectsOf(failures: readonly LoadFailure[]): ReadonlySet<NodeKey> {
  return new Set(failures.flatMap((failure) => (failure.object === undefined ? [] : [fallenOf(failure).key])));
}

/** Why errors on a schema that did not load whole say nothing: ` 2 statements ... did not load`. */
export function describeFailures(failures: readonly LoadFailure[], side = "before the change"): string {
  const extensions = [...new Set(failures.flatMap((failure) => failure.extension ?? []))].toSorted();
  const missing = extensions.length === 0 ? "" : ` (the shadow has no extension ${extensions.join(", ")}: name a server that has it with shadow.url)`;
  return `${failures.length} statement${failures.length === 1 ? "" : "s"} of the schema ${side} did not load${missing}`;
}

/** Equal for the same statement failing in the same way, wherever it stands in its file. */
function identityOf({ statement, error }: LoadFailure): string {
  return [statement, error.sqlstate, error.message].join("\n");
}

function fallenOf(failure: LoadFailure): ImpactReport["fallen"][number] {
  const { position, error, object } = failure;
  const kind = object === undefined ? "statement" : object.kind.replace("materialized view", "materializedView").replace("foreign table", "foreignTable");
  const path = object?.path ?? [];
  return {
    key: object === undefined ? nodeKey(kind, `${position.file}:${position.line}`) : nodeKey(kind, ...(path.length > 1 ? path : ["public", ...path])),
    reason: `does not load: ${error.sqlstate} ${error.message}`,
    witness: { sqlstate: error.sqlstate, message: error.message, stage: "load", position, line: failure.statement },
  };
}
