/** How tables and columns are called in a domain: names, labels, types, and the column that stands for a row. */
import type { JsonValue } from "../../../model/json.ts";
import type { Column, Table } from "../facts/catalog.ts";
import { plural, singular, wordsOf } from "../facts/words.ts";
import { isBookkeeping, isTextType } from "../patterns/column-kinds.ts";

const ABBREVIATIONS = new Set([
  "id",
  "url",
  "uri",
  "ip",
  "uuid",
  "sku",
  "api",
  "sql",
  "html",
  "json",
  "ssn",
  "vat",
  "iban",
  "sms",
  "utc",
  "ssh",
  "pdf",
  "mfa",
  "ai",
  "isbn",
  "upc",
]);

function capital(word: string): string {
  return ABBREVIATIONS.has(word) ? word.toUpperCase() : word.charAt(0).toUpperCase() + word.slice(1);
}

/** `customer_id`: Customer ID. */
export function labelOf(name: string): string {
  return wordsOf(name)
    .map((word, at) => (at === 0 || ABBREVIATIONS.has(word) ? capital(word) : word))
    .join(" ");
}

/** `order_items`: order_item. */
export function singularName(name: string): string {
  const words = wordsOf(name);
  return [...words.slice(0, -1), singular(words.at(-1) ?? "")].join("_") || name;
}

export function pluralName(name: string): string {
  const words = wordsOf(name);
  return [...words.slice(0, -1), plural(words.at(-1) ?? "")].join("_") || name;
}

/** `order_items`: OrderItem. */
export function domainName(table: string): string {
  return singularName(table)
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

const TYPES: readonly (readonly [RegExp, string])[] = [
  [/^(?:smallint|integer|bigint)$/, "integer"],
  [/^numeric$/, "decimal"],
  [/^(?:real|double precision)$/, "float"],
  [/^boolean$/, "boolean"],
  [/^date$/, "date"],
  [/^time(?: |$)/, "time"],
  [/^timestamp with time zone$/, "utc_datetime"],
  [/^timestamp/, "naive_datetime"],
  [/^jsonb?$/, "json"],
  [/^uuid$/, "uuid"],
  [/^bytea$/, "binary"],
  [/^tsvector$/, "tsvector"],
  [/^interval/, "interval"],
];

/** The type as domains say it; whatever has no name of its own there is a string. */
export function fieldType({ baseType }: Pick<Column, "baseType">): JsonValue {
  if (baseType.endsWith("[]")) return ["array", fieldType({ baseType: baseType.replace(/(?:\[\])+$/, "") })];
  return TYPES.find(([pattern]) => pattern.test(baseType))?.[1] ?? "string";
}

const DISPLAY = [
  "display_name",
  "full_name",
  "name",
  "title",
  "label",
  "username",
  "login",
  "email",
  "subject",
  "slug",
  "code",
  "number",
  "last_name",
  "description",
];

/** The column that people recognise a row by; the key where there is none. */
export function displayField(table: Table, redacted: ReadonlySet<string>): string {
  const usable = table.columns.filter(({ name, baseType }) => !redacted.has(name) && !baseType.endsWith("[]"));
  const singularTable = singularName(table.name);
  const named = (wanted: string): Column | undefined =>
    usable.find((column) => {
      const name = wordsOf(column.name).join("_");
      return isTextType(column) && (name === wanted || name === `${singularTable}_${wanted}` || name === `${wordsOf(table.name)[0] ?? ""}_${wanted}`);
    });
  const found = DISPLAY.map(named).find((column) => column !== undefined);
  const ending = usable.find((column) => isTextType(column) && /(?:^|_|[a-z])(?:name|title)$/.test(column.name) && column.values === undefined);
  const same = usable.find((column) => isTextType(column) && wordsOf(column.name).join("_") === singularTable);
  const text = usable.find((column) => isTextType(column) && column.values === undefined && !isBookkeeping(column) && !table.primaryKey.includes(column.name));
  return (found ?? same ?? ending ?? text)?.name ?? table.primaryKey[0] ?? usable[0]?.name ?? table.columns[0]?.name ?? "id";
}
