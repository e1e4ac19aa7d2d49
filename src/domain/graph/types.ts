/** A domain with its names resolved: relations, associations and joins point at each other. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Path, Positions } from "../notations/positions.ts";
import type { QueryMember } from "./members.ts";
import type { DomainSpec } from "../structure/domain.ts";
import type { JoinSpec } from "../structure/join.ts";
import type { CustomColumnSpec } from "../structure/registries.ts";
import type { AssociationSpec, ColumnSpec, RelationSpec } from "../structure/relation.ts";

export interface Association {
  readonly id: string;
  readonly path: Path;
  readonly spec: AssociationSpec;
  readonly owner: Relation;
  /** absent when `queryable` names no schema */
  readonly target?: Relation;
  /** the associations of a `through` list, in order */
  readonly steps?: readonly Association[];
  /** why it leads nowhere */
  readonly problem?: Diagnostic;
}

export interface Relation {
  /** schema id, or `source` */
  readonly id: string;
  readonly path: Path;
  readonly spec: RelationSpec;
  /** absent for rows written into the domain */
  readonly table?: string;
  /** field, and where it stands */
  readonly fields: ReadonlyMap<string, Path>;
  readonly redacted: ReadonlySet<string>;
  readonly columns: ReadonlyMap<string, ColumnSpec>;
  /** filled while the graph is built: associations of relations that may point at each other */
  readonly associations: ReadonlyMap<string, Association>;
}

/** What stands on the far side of a join. */
export interface JoinTarget {
  readonly table: string;
  /** the schema that describes the table, where there is one */
  readonly relation?: Relation;
  /** the query member that stands for a table */
  readonly member?: QueryMember;
}

export interface Join {
  readonly id: string;
  /** how SQL calls the far side */
  readonly alias: string;
  readonly path: Path;
  readonly spec: JoinSpec;
  /** the join this one starts at; absent at the root */
  readonly parent?: Join;
  readonly association?: Association;
  readonly target?: JoinTarget;
  /** an intermediate step of a `through` chain, which the domain does not name as a join */
  readonly implicit: boolean;
  /** why the far side is not known */
  readonly problem?: Diagnostic;
}

export interface CustomColumn {
  readonly path: Path;
  readonly spec: CustomColumnSpec;
}

export interface DomainGraph {
  readonly name: string;
  readonly spec: DomainSpec;
  readonly document: JsonObject;
  readonly positions: Positions;
  readonly root: Relation;
  /** by schema id, without the root */
  readonly schemas: ReadonlyMap<string, Relation>;
  /** depth first, as upstream flattens them */
  readonly joins: readonly Join[];
  /** every prefix a field may carry (join id, association field, full path, alias); of equal ids the last join, as upstream */
  readonly prefixes: ReadonlyMap<string, Join>;
  /** aliases of all joins */
  readonly aliases: ReadonlySet<string>;
  /** the join a relation's fields are called by: of several the first by name */
  readonly waysTo: ReadonlyMap<Relation, Join>;
  readonly customColumns: ReadonlyMap<string, CustomColumn>;
  /** query members by name and by alias */
  readonly members: ReadonlyMap<string, QueryMember>;
  /** the other domains that were read with this one, by what they answer to */
  readonly peers: (name: string) => DomainGraph | undefined;
  /** some parts were not read: what seems to be missing may stand in them */
  readonly partial: boolean;
  /** findings about references between the parts of the domain */
  readonly findings: readonly Diagnostic[];
}

/** `items.product`: ids from the root to the join. */
export function joinName(join: Join): string {
  return join.parent === undefined ? join.id : `${joinName(join.parent)}.${join.id}`;
}
