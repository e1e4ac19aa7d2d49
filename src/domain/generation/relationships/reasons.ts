/** Why a relationship is believed, in words: the evidence that weighed most, strongest first. */
import { describeNode } from "../../../model/identity.ts";
import type { Weighed } from "./decide.ts";
import { WEIGHTS, type Feature } from "./weights.ts";

type Words = (one: Weighed) => string;

const target = ({ target: { table }, targetColumn }: Weighed): string => `${table.name}.${targetColumn.column.name}`;

const WORDS: Partial<Record<Feature, Words>> = {
  keyName: (one) => `it is called like the key ${target(one)}`,
  keyHome: (one) => `that key is named after ${one.target.table.name}`,
  keyBorrowed: (one) => `but ${target(one)} seems to refer to another table itself`,
  sharedKey: (one) => `this table is named after ${one.target.table.name}, and both share one key`,
  nameWhole: (one) => `its name says ${one.target.table.name}`,
  nameTail: (one) => `its name says how ${one.target.table.name} ends`,
  nameShort: (one) => `its name may be short for ${one.target.table.name}`,
  nameHead: (one) => `its name begins with ${one.target.table.name}`,
  peopleRole: (one) => `it names somebody, and people are in ${one.target.table.name}`,
  somebody: (one) => `it sounds like somebody, and people are in ${one.target.table.name}`,
  secondPeople: () => "but another table of people is likelier",
  selfRole: () => "it names a row above or before in the same table",
  end: (one) => `the table connects two rows of ${one.target.table.name}`,
  sameType: ({ column }) => `both are ${column.column.baseType}`,
  noKeyWord: () => "but no word in its name says that it is a key",
  text: () => "but texts are mostly data",
  foreignWord: () => "but the name sounds like an id that others gave out",
  typeBeside: () => "but a type column beside it says that it leads to several tables",
  ownKey: () => "but it is the primary key of its own table",
  severalTails: () => "but several tables' names end like that",
  sharedStart: (one) => `${one.source.table.name} and ${one.target.table.name} begin alike`,
  about: (one) => `${one.source.table.name} is named after ${one.target.table.name}`,
  joined: ({ joinedBy = "" }) => `${describeNode(joinedBy)} joins by it`,
  agreement: () => "columns of that name in other tables lead there",
  disagreement: () => "but columns of that name in other tables lead elsewhere",
  declaredElsewhere: () => "a foreign key of a column with that name leads there",
};

const MOST = 4;
/** Evidence below this hardly moved anything. */
const LEAST = 0.6;

export function reasonsOf(one: Weighed): string[] {
  const weighed = (Object.entries(one.features) as [Feature, number][]).flatMap(([name, value]) => {
    const words = WORDS[name];
    const weight = WEIGHTS[name] * value;
    return words === undefined || Math.abs(weight) < LEAST ? [] : [{ text: words(one), weight }];
  });
  return weighed
    .toSorted((a, b) => Number(b.weight > 0) - Number(a.weight > 0) || Math.abs(b.weight) - Math.abs(a.weight) || (a.text < b.text ? -1 : 1))
    .slice(0, MOST)
    .map(({ text }) => text);
}
