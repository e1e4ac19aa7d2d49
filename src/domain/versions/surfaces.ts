/**
 * What published views promise, from a domain or from a file of `mix selecto.domain.contract.snapshot`. The file knows
 * nothing else of its domain, so with it only these parts are compared.
 */
import semver from "semver";
import type { ContractItem, ContractKind, DomainContract } from "../../model/domain-contract.ts";
import type { JsonObject, JsonValue } from "../../model/json.ts";
import { isObject } from "../probe/selector.ts";

export const SNAPSHOT_FORMAT = "selecto.domain_contract_snapshot";

const SURFACE_KINDS: ReadonlySet<ContractKind> = new Set(["published view", "published column", "published field", "published filter", "published member"]);

/** The contract of the surfaces alone. */
export function surfacesIn(contract: DomainContract): DomainContract {
  return contract.filter(({ kind }) => SURFACE_KINDS.has(kind));
}

/** What a published view is: columns with types, and what may be named of it. A list that it leaves out is that of its columns. */
export function surfaceItems(name: string, spec: JsonObject, columns: Readonly<Record<string, JsonValue | undefined>>): ContractItem[] {
  const text = (key: string): Record<string, string> => (typeof spec[key] === "string" || typeof spec[key] === "number" ? { [key]: String(spec[key]) } : {});
  const listed = (key: string, kind: ContractKind): ContractItem[] =>
    (Array.isArray(spec[key]) ? (spec[key] as readonly JsonValue[]) : []).flatMap((one) =>
      typeof one === "string" ? [{ kind, name: `${name}.${one}`, traits: {} }] : [],
    );
  return [
    { kind: "published view", name, traits: { ...text("version"), ...text("fingerprint") } },
    ...Object.entries(columns).map(([column, type]): ContractItem => ({
      kind: "published column",
      name: `${name}.${column}`,
      traits: type === undefined || type === null ? {} : { type: typeof type === "string" ? type : JSON.stringify(type) },
    })),
    ...listed("fields", "published field"),
    ...listed("filters", "published filter"),
    ...listed("query_members", "published member"),
  ];
}

export interface ContractSnapshot {
  /** the domain that publishes */
  readonly name: string;
  readonly version?: string;
  readonly contract: DomainContract;
}

/** @returns one line that says why, where the document is no such file of version 1 */
export function readContractSnapshot(document: JsonObject): ContractSnapshot | string {
  if (document["format"] !== SNAPSHOT_FORMAT) return `its format is not ${SNAPSHOT_FORMAT}`;
  if (document["format_version"] !== 1) return `${SNAPSHOT_FORMAT} version ${JSON.stringify(document["format_version"] ?? null)} is not known here, only 1`;
  const { provider, surfaces } = document;
  const name = isObject(provider) ? provider["name"] : undefined;
  if (typeof name !== "string" || !Array.isArray(surfaces)) return "it names no provider, or has no list of surfaces";
  const written = isObject(provider) ? provider["domain_version"] : undefined;
  const version = typeof written === "string" ? semver.valid(written) : null;
  const items = (surfaces as readonly JsonValue[]).flatMap((surface) => {
    const id = isObject(surface) ? surface["id"] : undefined;
    if (!isObject(surface) || typeof id !== "string") return [];
    const shape = isObject(surface["result_shape"]) ? surface["result_shape"] : {};
    const spec = surface["fields_explicit?"] === false ? { ...surface, fields: [] } : surface;
    return surfaceItems(id, spec, shape);
  });
  const unique = new Map(items.map((one) => [`${one.kind}\n${one.name}`, one]));
  return {
    name,
    ...(version !== null && { version }),
    contract: [...unique].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one),
  };
}
