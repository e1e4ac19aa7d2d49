/** Ecto schemas together: a module by its name, a column by the name of its field, and what does not hang together. */
import type { Diagnostic } from "../model/diagnostic.ts";
import type { EctoAssociation, EctoSchema } from "../model/ecto-schema.ts";

export interface EctoSchemas {
  readonly list: readonly EctoSchema[];
  readonly find: (module: string) => EctoSchema | undefined;
}

export function collectSchemas(list: readonly EctoSchema[]): EctoSchemas {
  const byModule = new Map(list.map((schema) => [schema.module, schema]));
  return { list, find: (module) => byModule.get(module) };
}

/** The column behind a field; a key that no field has is taken for one, as Ecto's queries do. */
export function columnOf(schema: EctoSchema, field: string): string {
  return schema.fields.find(({ name }) => name === field)?.column ?? field;
}

/**
 * Whether a `has_one` or `has_many` stands for a reference of this very table: `has_one :address, Address,
 * foreign_key: :address_id`, where address_id is the key of addresses. Ecto then compares two keys that have nothing in common.
 */
export function isBackwards(schemas: EctoSchemas, schema: EctoSchema, { name, kind, related, relatedKey, ownerKey }: EctoAssociation): boolean {
  const other = related === undefined ? undefined : schemas.find(related);
  if ((kind !== "has_one" && kind !== "has_many") || other === undefined || relatedKey === undefined || relatedKey === ownerKey) return false;
  const keys = other.fields.filter(({ primaryKey }) => primaryKey);
  // A part that shares the key of its whole is called after the whole: user_id in profiles.
  const isNamedSo = relatedKey === `${name}_id` || schema.fields.some((field) => field.name === relatedKey);
  return keys.length === 1 && keys[0]?.name === relatedKey && isNamedSo;
}

/** What the schemas say of each other that cannot be so. */
export function examineSchemas(schemas: EctoSchemas): Diagnostic[] {
  return schemas.list.flatMap((schema) => schema.associations.flatMap((one) => examineAssociation(schemas, schema, one)));
}

function examineAssociation(schemas: EctoSchemas, schema: EctoSchema, one: EctoAssociation): Diagnostic[] {
  const { name, kind, related, relatedKey, position } = one;
  const base = { position, severity: "warning" as const };
  if (one.through !== undefined) {
    const missing = missingStep(schemas, schema, one.through);
    return missing === undefined
      ? []
      : [
          {
            ...base,
            code: "ecto-through-unknown",
            message: `${schema.module}.${name} leads through ${missing}, which is no association`,
            next: "correct the name",
          },
        ];
  }
  if (related === undefined || schema.embedded) return [];
  const modules = [related, ...(one.join !== undefined && "module" in one.join.through ? [one.join.through.module] : [])];
  const unknown = modules.find((module) => schemas.find(module) === undefined);
  if (unknown !== undefined && (unknown !== related || one.relatedTable === undefined))
    return [
      {
        ...base,
        severity: "info",
        code: "ecto-association-not-examined",
        message: `${schema.module}.${name} leads to ${unknown}, which is no Ecto schema that was found`,
        next: "Nothing to do where a package brings it.",
      },
    ];
  return isBackwards(schemas, schema, one)
    ? [
        {
          ...base,
          code: "ecto-association-backwards",
          message: `${schema.module}.${name} is a ${kind} over ${relatedKey ?? ""}, the key of ${related}; the reference stands in ${schema.module} itself`,
          next: `belongs_to :${name}, ${related}`,
        },
      ]
    : [];
}

/** The step that is no association of where the steps before it lead; what cannot be followed is not judged. */
function missingStep(schemas: EctoSchemas, start: EctoSchema, steps: readonly string[]): string | undefined {
  let at: EctoSchema | undefined = start;
  for (const step of steps) {
    if (at === undefined) return undefined;
    const found: EctoAssociation | undefined = at.associations.find(({ name }) => name === step);
    if (found === undefined) return at.unread.length > 0 ? undefined : `${at.module}.${step}`;
    // A step that leads through others itself is not followed.
    at = found.related === undefined ? undefined : schemas.find(found.related);
  }
  return undefined;
}
