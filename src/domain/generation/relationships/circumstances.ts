/** What speaks for and against a candidate however its name matched: types, keys, indexes, other columns. */
import type { Column } from "../facts/catalog.ts";
import { isPlural, joined } from "../facts/words.ts";
import type { Candidate, Features, Surroundings } from "./candidate.ts";
import type { NamedColumn, NamedTable } from "./name-index.ts";
import { isForeignWord, isSelfRole } from "./roles.ts";
import { sharedStart, startsWith } from "./table-names.ts";
import { typeFamily } from "./type-families.ts";

/** What does not depend on how the name matched. */
export function circumstances({ source, column, target, targetColumn, features }: Candidate, isOwnKey: boolean, { madeKeys }: Surroundings): Features {
  const { table } = source;
  const name = column.column.name;
  const shared = sharedStart(source.words, target.words);
  const kinds = ["type", "kind"].map((word) => joined([...column.key.stem, word]));
  const polymorphic = kinds.some((kind) => kind !== column.text && source.texts.has(kind));
  return {
    ...(column.key.sure && { keyWord: 1 }),
    ...(column.key.suffix === undefined &&
      features.peopleRole === undefined &&
      features.selfRole === undefined &&
      features.keyHome === undefined && { noKeyWord: 1 }),
    ...(column.key.suffix === undefined && features.uuid === undefined && isPlural(column.words.at(-1) ?? "") && { plural: 1 }),
    ...(column.column.ownValues && { ownValues: 1 }),
    ...(target.table.primaryKey.length === 1 && target.table.primaryKey[0] === targetColumn.column.name ? { primary: 1 } : {}),
    ...(table.indexes.some(([first]) => first === name) && { indexed: 1 }),
    ...(table.namespace === target.table.namespace && { sameNamespace: 1 }),
    ...(source === target && features.selfRole === undefined && !isSelfRole(column.key.stem.slice(0, 1)) && { self: 1 }),
    ...(shared > 0 && source !== target && { sharedStart: Math.min(2, shared) }),
    ...(startsWith(source, target) && { about: 1 }),
    ...(isForeignWord(column.words.filter((word) => !target.words.includes(word))) && { foreignWord: 1 }),
    ...(polymorphic && { typeBeside: 1 }),
    ...(isOwnKey && { ownKey: 1 }),
    ...(madeKeys && isOwnKey && !column.column.ownValues && { givenKey: 1 }),
    ...(madeKeys && features.sharedKey === undefined && isGiven(target, targetColumn) && { givenTarget: 1 }),
    ...(features.role === undefined && features.nameWhole !== undefined && isNamedBetter(source, column, target) && { namedBetter: 1 }),
  };
}

/** A key whose values come from elsewhere, most likely from the key that a reference means. */
function isGiven({ table }: NamedTable, { column }: NamedColumn): boolean {
  const family = typeFamily(column);
  return table.primaryKey.length === 1 && table.primaryKey[0] === column.name && (family === "integer" || family === "uuid") && !column.ownValues;
}

/** Beside multi_group_id a group_id is none of multi_groups. */
function isNamedBetter(source: NamedTable, column: NamedColumn, target: NamedTable): boolean {
  const whole = target.words.length > column.key.stem.length;
  return (
    whole && [...source.columns.values()].some((other) => other !== column && other.key.suffix === column.key.suffix && joined(other.key.stem) === target.text)
  );
}

/** What speaks against a key in general is no matter where the schema itself joins to it, and others to it as well. */
export function settled(features: Features): Features {
  const { keyBorrowed: _borrowed, ownUnique: _unique, givenTarget: _given, ...rest } = features;
  return features.joinedHub === undefined ? features : rest;
}

/** `undefined` where no value of one could be a value of the other. */
export function typeFeatures(source: Column, target: Column): Features | undefined {
  if (source.baseType === target.baseType)
    return { sameType: 1, ...(typeFamily(source) === "uuid" && { uuid: 1 }), ...(typeFamily(source) === "text" && { text: 1 }) };
  const family = typeFamily(source);
  return family !== "other" && family === typeFamily(target) ? (family === "text" ? { text: 1 } : {}) : undefined;
}
