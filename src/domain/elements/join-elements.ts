/** Elements of joins: the join itself with the way to it, and each column its extra keys name, written or implied. */
import { quoteIdentifier } from "../../sql/quote.ts";
import type { DomainElement } from "../../model/subject.ts";
import { joinName, type DomainGraph, type Join } from "../graph/types.ts";
import type { Path } from "../notations/positions.ts";
import { fail, type Draft } from "../probe/draft.ts";
import { selectStatement } from "../probe/from-clause.ts";
import { columnSql } from "../probe/table-name.ts";
import { isObject } from "../probe/selector.ts";
import { hierarchyElements } from "./hierarchy-elements.ts";
import { makeElement, type ElementPlan } from "./make-element.ts";
import { bridgeOf } from "../probe/bridge.ts";
import { ownCondition } from "../probe/join-clause.ts";
import { tableSql } from "../probe/table-name.ts";

/** A column that a key of the join names. */
export interface KeyColumn {
  readonly key: string;
  readonly column: string;
  /** alias of the table that has it; the far side when left out */
  readonly alias?: (draft: Draft) => string;
}

export function joinElements(graph: DomainGraph, join: Join): DomainElement[] {
  const { path, association, parent } = join;
  const relation = join.target?.relation;
  const uses: Path[] = [
    ...(parent === undefined ? [graph.root.path] : [parent.path]),
    ...(association === undefined ? [] : [association.path]),
    ...(relation === undefined || relation === graph.root ? [] : [relation.path]),
  ];
  const elements = [
    makeElement(graph, {
      path,
      kind: "join",
      label: joinName(join),
      uses,
      write: (draft) => {
        if (join.problem !== undefined) draft.problems.push(join.problem);
        draft.joins.add(join);
        return selectStatement(draft, "1");
      },
    }),
  ];
  if (join.problem !== undefined) return elements;
  const make = (below: Path, kind: DomainElement["kind"], write: ElementPlan["write"], weak = false): void => {
    elements.push(
      makeElement(graph, {
        path: [...path, ...below],
        kind,
        label: [joinName(join), ...below.filter((step) => step !== "fields")].join("."),
        uses: [path],
        ...(weak && { weak }),
        write,
      }),
    );
  };
  for (const { key, column, alias } of keyColumns(join)) {
    make([key], "other", (draft) => {
      draft.joins.add(join);
      return selectStatement(draft, columnSql(alias?.(draft) ?? join.alias, column));
    });
  }
  for (const key of missingKeys(join))
    make([key], "other", (draft) =>
      fail(draft, { code: "domain-missing-key", message: `a join of type ${join.spec.type} needs ${key}`, next: `Write ${key}.` }),
    );
  for (const [field, spec] of Object.entries(join.spec.fields ?? {})) {
    make(
      ["fields", field],
      "field",
      (draft) => {
        draft.joins.add(join);
        return selectStatement(draft, columnSql(join.alias, spec?.field ?? field));
      },
      isOnlyWritten(join),
    );
  }
  if (isOnlyWritten(join)) {
    const { source, on } = join.spec;
    if (typeof source === "string") make(["source"], "other", () => `SELECT 1 FROM ${tableSql(source)}`, true);
    if (on !== undefined && on !== null && on.length > 0)
      make(
        ["on"],
        "other",
        (draft) => {
          draft.joins.add(join);
          return selectStatement(draft, "1", `WHERE ${ownCondition(draft, join, parent?.alias ?? draft.rootAlias)}`);
        },
        true,
      );
  }
  for (const field of join.spec.additional_fields ?? []) {
    make(["additional_fields", field], "field", (draft) => {
      draft.joins.add(join);
      return selectStatement(draft, columnSql(join.alias, field));
    });
  }
  for (const field of isObject(join.spec.param_filters ?? undefined) ? Object.keys(join.spec.param_filters ?? {}) : []) {
    make(["param_filters", field], "other", (draft) => {
      draft.joins.add(join);
      return selectStatement(draft, columnSql(join.alias, field));
    });
  }
  const bridge = association === undefined ? undefined : bridgeOf(association, join);
  const weight = join.spec.weight_field;
  if (bridge !== undefined && typeof weight === "string")
    make(
      ["weight_field"],
      "other",
      () => `SELECT ${columnSql("selecto_bridge", weight)} FROM ${tableSql(bridge.table)} AS ${quoteIdentifier("selecto_bridge")}`,
    );
  elements.push(...hierarchyElements(graph, join));
  return elements;
}

/** Types of joins that Selecto writes with the conditions that they carry. */
const WITH_CONDITIONS = new Set(["full_outer_join", "conditional_join"]);

/** A join that follows an association is made of the association's keys, whatever stands beside them. */
function isOnlyWritten({ association, spec }: Join): boolean {
  return association !== undefined && !WITH_CONDITIONS.has(spec.type ?? "");
}

/** Columns by type of join; a default counts as if it were written. */
function keyColumns({ spec, parent }: Join): KeyColumn[] {
  const parentAlias = (draft: Draft): string => parent?.alias ?? draft.rootAlias;
  const written = (key: "display_field" | "dimension_key" | "dimension", alias?: KeyColumn["alias"]): KeyColumn[] => {
    const column = spec[key];
    return typeof column === "string" ? [{ key, column, ...(alias === undefined ? {} : { alias }) }] : [];
  };
  switch (spec.type) {
    case "dimension":
      return written("dimension");
    case "star_dimension":
      return [{ key: "display_field", column: spec.display_field ?? "name" }, ...written("dimension_key", parentAlias)];
    case "snowflake_dimension":
      return written("display_field");
    case "tagging":
      return [{ key: "tag_field", column: spec.tag_field ?? "name" }];
    default:
      return [];
  }
}

/** Keys without which upstream refuses the domain. */
function missingKeys({ spec }: Join): readonly string[] {
  if (spec.type === "dimension" && typeof spec.dimension !== "string") return ["dimension"];
  if (spec.type === "snowflake_dimension" && (spec.normalization_joins ?? []).length === 0) return ["normalization_joins"];
  return [];
}
