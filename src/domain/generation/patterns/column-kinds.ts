/** What kind of column it is: text, number that is added up, moment, bookkeeping. By type and words of the name. */
import type { Column } from "../facts/catalog.ts";
import { wordsOf } from "../facts/words.ts";

export const isTextType = ({ baseType }: Column): boolean => /^(?:text|character|character varying|citext|public\.citext|name)$/.test(baseType);
export const isWholeNumber = ({ baseType }: Column): boolean => /^(?:smallint|integer|bigint)$/.test(baseType);
export const isFraction = ({ baseType }: Column): boolean => /^(?:numeric|real|double precision|money)$/.test(baseType);
export const isMoment = ({ baseType }: Column): boolean => /^(?:date|timestamp)/.test(baseType);
export const isJson = ({ baseType }: Column): boolean => /^jsonb?$/.test(baseType);

const MEASURE_WORDS = new Set(
  (
    "amount amt qty quantity count cnt total sum price cost revenue sales units profit margin tax discount fee charge charges paid premium balance duration minutes seconds hours days bytes volume weight " +
    "distance score rate usage reserve deductible copay calls messages stock onhand pieces mb kb gb payout loss exposure"
  ).split(" "),
);
/** Numbers that tell rows apart or put them in order, or a place or a time. */
const NO_MEASURES = new Set(
  "id no number num nr key code year month day week hour quarter version position rank order sequence seq line latitude longitude lat lng lon priority level type zip phone age".split(
    " ",
  ),
);

/** Long enough to be meant where a name without separators ends with them: `waitminutes`. */
const LONG_MEASURES = [...MEASURE_WORDS].filter(({ length }) => length >= 5);

/** A number that makes sense in a sum or a mean. */
export function isMeasure(column: Column): boolean {
  const words = wordsOf(column.name);
  if (column.values !== undefined || NO_MEASURES.has(words.at(-1) ?? "")) return false;
  if (isFraction(column)) return true;
  const [only = "", ...others] = words;
  const glued = others.length === 0 && LONG_MEASURES.some((word) => only.endsWith(word));
  return isWholeNumber(column) && (glued || words.some((word) => MEASURE_WORDS.has(word)));
}

const AUDIT =
  /^(?:(?:created|updated|inserted|modified|changed|last_update|last_updated|last_modified|modified_date|modifieddate|row_?guid|lock_version|xmin)(?:_(?:at|on|by|date|time|ts|by_id|id))?|created|updated|etl_\w+|load(?:ed)?_\w+|dw_\w+|batch_id|row_hash)$/;

/** Written by the machinery around the rows, of no interest to those who ask. */
export function isBookkeeping(column: Column): boolean {
  return AUDIT.test(wordsOf(column.name).join("_"));
}
