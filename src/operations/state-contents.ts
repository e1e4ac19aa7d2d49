/** From the texts of a state to what of it gets verdicts: queries, domains, Ecto schemas; names that are taken twice are findings. */
import { readDomains } from "../domain/read-domain.ts";
import { readEctoSchemas } from "../ecto/read-schemas.ts";
import { collectSchemas, examineSchemas, type EctoSchemas } from "../ecto/schemas.ts";
import { uniqueDiagnostics, type Diagnostic } from "../model/diagnostic.ts";
import type { Domain } from "../model/domain.ts";
import type { EctoSchema } from "../model/ecto-schema.ts";
import { readQueries } from "../query/index.ts";
import type { WorkspaceSources } from "../workspace/sources.ts";
import { withPins } from "./pinned-queries.ts";
import type { StateContents } from "./state-source.ts";
import { storedIn, type StoredRead } from "./stored-queries.ts";

/** Queries, domains and Ecto schemas of a state, without its schema. */
export function contentsOf(
  sources: Pick<WorkspaceSources, "queries" | "domains" | "domainQueries" | "savedViews" | "diagnostics"> & Partial<Pick<WorkspaceSources, "ecto">>,
): StateContents & Pick<StoredRead, "bound"> {
  const { queries: read, diagnostics } = readQueries(sources.queries);
  const { readings: domains, alone } = readDomains(sources.domains);
  const files = new Map<string, string>();
  const twice: Diagnostic[] = [];
  const unique = domains.flatMap(({ domain }) => {
    if (domain === undefined) return [];
    const taken = files.get(domain.name);
    if (taken === undefined) files.set(domain.name, domain.file);
    else
      twice.push({
        code: "domain-duplicate-name",
        severity: "error",
        message: `the name ${domain.name} is taken by ${taken}; nothing of this domain was examined`,
        position: { file: domain.file, line: 1, column: 1 },
        next: "give one of them another name",
      });
    return taken === undefined ? [domain] : [];
  });
  const queries = withPins(read, unique);
  const stored = storedIn(sources, unique, new Set(queries.map(({ name }) => name)));
  const ecto = readEcto(sources.ecto ?? [], unique);
  const inDomains = domains.flatMap((one) => one.diagnostics);
  return {
    queries: [...queries, ...stored.queries],
    bound: stored.bound,
    domains: unique,
    ectoSchemas: ecto.schemas,
    diagnostics: uniqueDiagnostics([...sources.diagnostics, ...diagnostics, ...inDomains, ...alone, ...twice, ...stored.diagnostics, ...ecto.diagnostics]),
  };
}

/** @param files Elixir sources; `loadElixir` must have been awaited where there are any */
function readEcto(
  files: readonly { readonly path: string; readonly text: string }[],
  domains: readonly Domain[],
): { schemas: readonly EctoSchema[]; diagnostics: readonly Diagnostic[] } {
  if (files.length === 0) return { schemas: [], diagnostics: [] };
  const { schemas, diagnostics } = readEctoSchemas(files);
  const all = collectSchemas(schemas);
  return { schemas, diagnostics: [...diagnostics, ...examineSchemas(all), ...domains.flatMap((domain) => examineModules(all, domain))] };
}

/** `schema_module` of a domain names a schema that is there, and that has the domain's table. */
function examineModules(schemas: EctoSchemas, domain: Domain): Diagnostic[] {
  return (domain.schemaModules ?? []).flatMap(({ module, table, position }): Diagnostic[] => {
    const schema = schemas.find(module);
    const base = { severity: "warning" as const, position };
    if (schema === undefined)
      return [
        {
          ...base,
          code: "domain-schema-module-unknown",
          message: `${domain.name} names ${module}, which is no Ecto schema that was found`,
          next: "correct schema_module",
        },
      ];
    if (schema.table === undefined || table === undefined || schema.table === table || `${schema.prefix ?? ""}.${schema.table}` === table) return [];
    return [
      {
        ...base,
        code: "domain-schema-module-differs",
        message: `${domain.name} reads ${table}, its schema_module ${module} is about ${schema.table}`,
        next: "correct one of them",
      },
    ];
  });
}
