/**
 * `domain_dependencies`: what a domain uses of a view that another one publishes. A name must be published,
 * and what is published must still stand in the database.
 */
import semver from "semver";
import type { JsonObject, JsonValue } from "../../../model/json.ts";
import type { DomainElement } from "../../../model/subject.ts";
import { suggest } from "../../graph/relations.ts";
import type { DomainGraph } from "../../graph/types.ts";
import type { Path } from "../../notations/positions.ts";
import { elementKey, fail, type Draft } from "../../probe/draft.ts";
import { selectStatement } from "../../probe/from-clause.ts";
import { isObject } from "../../probe/selector.ts";
import { columnsStatement, listOf, namePart, textsOf, valueAt } from "./parts.ts";
import { peerElement } from "./peers.ts";

const SECTION = "domain_dependencies";
const VIEWS: Path = ["published_views"];

export function dependencyElements(graph: DomainGraph): DomainElement[] {
  return listOf(valueAt(graph, [SECTION])).flatMap((entry, index) => {
    if (!isObject(entry)) return [];
    const { provider, contract } = entry;
    const at: Path = [SECTION, index];
    // The same contract twice is two entries.
    const path: Path = [SECTION, ...[provider, contract].flatMap((name) => (typeof name === "string" ? [name] : [])), index];
    const peer = typeof provider === "string" ? graph.peers(provider) : undefined;
    const view = peer === undefined || typeof contract !== "string" ? undefined : valueAt(peer, [...VIEWS, contract]);
    const surface = isObject(view) ? view : undefined;
    return [
      peerElement(graph, path, provider, (draft) => accepted(draft, entry, surface), at),
      ...(surface === undefined || typeof contract !== "string"
        ? []
        : Object.entries(USES).flatMap(([kind, use]) => {
            const uses = isObject(entry["uses"]) ? textsOf(entry["uses"][kind]) : [];
            return uses.map((name, place) =>
              peerElement(
                graph,
                [...path, "uses", kind, name],
                provider,
                (draft) => {
                  draft.uses.add(elementKey(draft.graph, [...VIEWS, contract]));
                  published(draft, `${draft.graph.name}.${contract}`, kind, name, offered(surface, kind));
                  return use(draft, surface, name);
                },
                [...at, "uses", kind, place],
              ),
            );
          })),
    ];
  });
}

/** How a name that is published is asked about. */
const USES: Readonly<Record<string, (draft: Draft, surface: JsonObject, name: string) => string>> = {
  fields: (draft, surface, name) => {
    const view = surface["database_name"];
    // Without a list of its own the view publishes its columns.
    return Array.isArray(surface["fields"]) || typeof view !== "string"
      ? selectStatement(draft, draft.compile.selector(draft, name))
      : columnsStatement(view, [name]);
  },
  filters: (draft, _, name) => {
    namePart(draft, ["filters"], name);
    return selectStatement(draft, "1");
  },
  query_members: (draft, _, name) => {
    const [kind = "", ...id] = name.split(".");
    namePart(draft, ["query_members", kind], id.join("."));
    return selectStatement(draft, "1");
  },
};

function offered(surface: JsonObject, kind: string): string[] {
  const list = surface[kind];
  if (Array.isArray(list)) return textsOf(list);
  return kind === "fields" && isObject(surface["columns"]) ? Object.keys(surface["columns"]) : [];
}

function published(draft: Draft, contract: string, kind: string, name: string, names: readonly string[]): void {
  if (names.includes(name)) return;
  const word = kind.replaceAll("_", " ").replace(/s$/, "");
  fail(draft, {
    code: "domain-not-published",
    message: `${contract} does not publish the ${word} ${name}${suggest(name, names)}`,
    next: `Publish it there, or name what is published.`,
  });
}

/** The contract is there, in a version that is accepted, and its required filters are satisfied. */
function accepted(draft: Draft, entry: JsonObject, surface: JsonObject | undefined): string {
  const { contract, accepts, satisfies } = entry;
  if (typeof contract !== "string") fail(draft, { code: "domain-missing-key", message: "a dependency needs a contract", next: "Name a published view." });
  else namePart(draft, VIEWS, contract);
  if (surface === undefined || typeof contract !== "string") return selectStatement(draft, "1");
  const version = surface["version"];
  if (isText(accepts) && isText(version) && !satisfied(version, accepts))
    fail(draft, {
      code: "domain-contract-version",
      message: `${contract} is published as ${version}, which is not ${accepts}`,
      next: "See what changed in it, then accept its version.",
    });
  const missing = textsOf(surface["required_filters"]).filter((name) => !textsOf(satisfies).includes(name));
  if (missing.length > 0)
    fail(draft, {
      code: "domain-required-filter",
      message: `${contract} requires the filter ${missing.join(", ")}, which satisfies does not name`,
      next: "Satisfy it, and name it under satisfies.",
    });
  return selectStatement(draft, "1");
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === "string" && value.trim() !== "";
}

/** Elixir's requirements: `~> 1.2` leads up to 2.0, `~> 1.2.3` up to 1.3; what is none is compared as it is. */
function satisfied(version: string, accepts: string): boolean {
  const range = accepts
    .replaceAll(/~>\s*(\d+\.\d+)(?![.\d])/g, "^$1")
    .replaceAll("~>", "~")
    .replaceAll(/\s+and\s+/g, " ")
    .replaceAll(/\s+or\s+/g, " || ")
    .replaceAll("==", "=");
  const known = semver.valid(version);
  return known !== null && semver.validRange(range) !== null ? semver.satisfies(known, range) : version === accepts;
}
