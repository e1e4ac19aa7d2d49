/** What the text of a subject says about itself, for the rules: which columns it lists, and where it relies on columns that it does not. */
import type { Subject } from "../model/subject.ts";
import { describeShape, findIdentifiers } from "../sql/index.ts";

/** The columns that an INSERT or UPDATE names. */
export interface WriteShape {
  /** null for an INSERT without a list */
  readonly columns: readonly string[] | null;
  /** last part of the relation's name as written */
  readonly relation: string;
}

export interface SubjectShape {
  readonly inserts: readonly WriteShape[];
  readonly updates: readonly WriteShape[];
  /** `*`, INSERT or COPY without a list, whole rows: the order of columns decides what it does */
  readonly dependsOnOrder: boolean;
  /** rows as values, COPY without a list: a new column becomes part of what it gives or takes */
  readonly takesWholeRows: boolean;
  /** columns may come and go behind a `*` without being named; never behind a NATURAL JOIN, which they change */
  readonly hasStar: boolean;
  /** whether the text names something so */
  names(name: string): boolean;
}

const shapes = new WeakMap<Subject, SubjectShape>();

/** The shape of a subject's statement; of one that cannot be asked, nothing. */
export function shapeOf(subject: Subject): SubjectShape {
  const known = shapes.get(subject);
  if (known !== undefined) return known;
  const { statement } = subject;
  const sql = statement.kind === "ask" ? statement.sql : statement.kind === "resolve" ? subject.sql : "";
  const shape = describeShape(sql);
  const written = (writes: typeof shape.inserts): WriteShape[] => writes.map(({ relation, columns }) => ({ relation: relation.at(-1) ?? "", columns }));
  const copiesAll = shape.copies.some((copy) => copy.columns === null);
  const found: SubjectShape = {
    inserts: written(shape.inserts),
    updates: written(shape.updates),
    dependsOnOrder: shape.hasStar || shape.hasWholeRow || copiesAll || shape.inserts.some((insert) => insert.columns === null),
    takesWholeRows: shape.hasWholeRow || copiesAll,
    hasStar: shape.hasStar && !shape.hasNaturalJoin,
    names: (name) => findIdentifiers(sql, name).length > 0,
  };
  shapes.set(subject, found);
  return found;
}
