/**
 * How Elixir spells what a document says: a document has texts and lists, Elixir atoms and strings, lists, tuples and
 * keyword lists. What Selecto expects is told by the place in the domain and, for selectors and filters, by the value.
 * Knows no text of a file. Where both are fine a text is a string.
 */
import type { JsonValue } from "../../../model/json.ts";
import { isOperator } from "../../probe/filter.ts";
import { isObject, isSelectorForm } from "../../probe/selector.ts";

export interface Spelling {
  /** `word`: an atom where the text is a plain word */
  readonly text: "atom" | "word" | "string";
  readonly list: "list" | "tuple" | "keyword";
  readonly keys: "atom" | "string";
  readonly below: (step: string | number) => Shape;
}

/** The spelling of a value at a place. */
export type Shape = (value: JsonValue) => Spelling;

const PLAIN: Spelling = { text: "string", list: "list", keys: "atom", below: (step) => BY_KEY[step] ?? anything };
const anything: Shape = () => PLAIN;
const atom: Shape = () => ({ ...PLAIN, text: "atom", below: () => atom });
const word: Shape = () => ({ ...PLAIN, text: "word" });
const string: Shape = () => ({ ...PLAIN, below: () => string });
const words: Shape = () => ({ ...PLAIN, below: () => word });
/** `[product_id: :id]` */
const keyword: Shape = () => ({ ...PLAIN, list: "keyword", below: () => atom });

const listOf = (item: Shape): Shape => {
  return () => ({ ...PLAIN, below: () => item });
};
const registry = (each: Shape, keys: Spelling["keys"] = "atom"): Shape => {
  return () => ({ ...PLAIN, keys, below: () => each });
};
const map = (members: Readonly<Record<string, Shape>>): Shape => {
  return () => ({ ...PLAIN, below: (step) => (Object.hasOwn(members, step) ? members[step] : undefined) ?? PLAIN.below(step) });
};
/** The first item is the name of what it is, the others follow `rest`. */
const tuple = (head: Spelling["text"], rest: (index: number) => Shape): Spelling => ({
  ...PLAIN,
  list: "tuple",
  below: (step) => (step === 0 ? () => ({ ...PLAIN, text: head }) : rest(Number(step))),
});

/** `:integer`, `{:array, :string}` */
const type: Shape = (value) => ({
  ...PLAIN,
  text: "word",
  list: isLong(value) ? "tuple" : "list",
  below: (step) => (typeof step === "number" ? type : PLAIN.below(step)),
});
/** Of any map that nothing else is known about. */
const BY_KEY: Readonly<Record<string, Shape>> = { type, kind: word };

const DIRECTIONS = new Set("asc desc asc_nulls_first asc_nulls_last desc_nulls_first desc_nulls_last".split(" "));
/** What is grouped by, beside selectors. */
const GROUPINGS = new Set(["rollup", "grouping_set"]);
/** Of these everything behind the name is text. */
const LITERAL = new Set(["literal", "param", "raw", "raw_sql", "custom_sql", "subquery", "literal_position"]);
const CASES = new Set(["case", "case_when"]);
const LOGIC = new Set("and or not".split(" "));
const NULLS = new Set("is_null not_null is_not_null".split(" "));
const FILTER_FORMS = new Set("exists udf raw_sql_filter array_contains array_contained array_overlap array_eq".split(" "));

/** `"title"`, `{:concat, ["a", {:literal, " "}]}`, `{"actor_id", %{"format" => "count"}}` */
const selector: Shape = (value) => {
  const [head, second] = itemsOf(value);
  if (typeof head !== "string") return { ...PLAIN, below: (step) => (typeof step === "number" ? selector : PLAIN.below(step)) };
  const isSettings = isObject(second) && !CASES.has(head) && itemsOf(value).length === 2;
  if (!isForm(head) || isSettings) return tuple("string", () => settings);
  return tuple("atom", (index) => (LITERAL.has(head) ? string : (head === "func" || head === "udf") && index === 1 ? string : selectors));
};
/** A selector, or a list of them. */
const selectors: Shape = (value) => {
  const [head] = itemsOf(value);
  return isForm(head) ? selector(value) : { ...PLAIN, below: () => selectors };
};
/** What components read: texts under texts. */
const settings: Shape = () => ({ ...PLAIN, keys: "string", below: () => settings });

/** `"name"`, `{"inserted_at", :desc}`, `{:desc, "inserted_at"}` */
const order: Shape = (value) => {
  const [first, second] = itemsOf(value);
  const isDirection = (one: JsonValue | undefined): boolean => typeof one === "string" && DIRECTIONS.has(one);
  if (isDirection(second)) return { ...tuple("string", () => atom), below: (step) => (step === 1 ? atom : selector) };
  return isDirection(first) ? tuple("atom", () => selector) : selector(value);
};

/** `{"status", "open"}`, `{"total", {">=", 1}}`, `{:eq, "status", "open"}`, `{:or, [...]}` */
const filter: Shape = (value) => {
  const [head, ...rest] = itemsOf(value);
  if (isNames(head) && isOperator(itemsOf(rest[0] ?? null)[0])) return tuple("string", () => condition);
  if (typeof head !== "string") return { ...PLAIN, below: (step) => (typeof step === "number" ? filter : PLAIN.below(step)) };
  if (LOGIC.has(head)) return tuple("atom", () => filter);
  if (FILTER_FORMS.has(head)) return tuple("atom", () => string);
  if (NULLS.has(head) || (isOperator(head) && rest.length > 1)) return tuple("atom", () => condition);
  return tuple("string", () => condition);
};
/** What a field is compared with. */
const condition: Shape = (value) => {
  const [head, second] = itemsOf(value);
  if (value === "not_null") return { ...PLAIN, text: "atom" };
  if (second === undefined || !(isOperator(head) || head === "param")) return string(value);
  return tuple("word", () => (head === "param" ? atom : head === "subquery" ? word : condition));
};

const optionProvider = map({ type: word, field: atom });
const jsonSchema: Shape = (value) =>
  isObject(value)
    ? { ...PLAIN, keys: "string", below: () => map({ type, schema: jsonSchema, items: map({ type, schema: jsonSchema }) }) }
    : { ...PLAIN, text: "atom" };
const column = map({
  type,
  format: word,
  join_mode: word,
  filter_type: word,
  id_field: atom,
  display_field: atom,
  aggregate_functions: words,
  aggregates: words,
  comparators: words,
  operators: words,
  default_grouping: word,
  default_aggregate: word,
  capability: word,
  choice_source: word,
  text_case: word,
  presentation_type: word,
  datetime_storage: word,
  epoch_storage: word,
  option_provider: optionProvider,
  schema: jsonSchema,
});
const through = map({ owner_key: atom, related_key: atom, source_scope_key: atom, through_scope_key: atom, target_scope_key: atom });
const association = map({
  queryable: atom,
  field: atom,
  owner_key: atom,
  related_key: atom,
  cardinality: word,
  through: (value) => (Array.isArray(value) ? atom(value) : through(value)),
  join_keys: keyword,
  source_scope_key: atom,
  target_scope_key: atom,
});
const relation = map({
  primary_key: atom,
  fields: atom,
  redact_fields: atom,
  columns: registry(column),
  associations: registry(association),
  source_kind: word,
  tenant_field: atom,
});
const parameter = map({ name: atom, type });
const filterEntry = map({ type, filter_type: word, format: word, comparators: words, capability: word, option_provider: optionProvider });
const filters: Shape = (value) => (Array.isArray(value) ? listOf(filter)(value) : registry(filterEntry, "string")(value));
const customColumn = map({ type, select: selectors, requires_select: listOf(selector), requires_join: word, format: word, option_provider: optionProvider });
const customColumns = registry(customColumn, "string");
const KEYS_OF_JOINS =
  "dimension display_field dimension_key display_fallback id_field parent_field name_field path_field tag_field weight_field ancestor_field descendant_field depth_field main_foreign_key tag_foreign_key self_key target_key left_key right_key owner_key related_key my_key assoc_key target_schema";
const join: Shape = map({
  ...Object.fromEntries(KEYS_OF_JOINS.split(" ").map((key) => [key, atom])),
  type: word,
  hierarchy_type: word,
  condition_type: word,
  aggregation: word,
  joins: (value) => registry(join)(value),
  through: atom,
  through_path: atom,
  join_keys: keyword,
  fields: (value) => (Array.isArray(value) ? atom(value) : registry(map({ type, field: atom, format: word }))(value)),
  columns: registry(column),
  parameters: listOf(parameter),
  conditions: listOf((value) => (typeof itemsOf(value)[0] === "string" ? tuple("atom", () => string) : PLAIN)),
  additional_fields: atom,
  filters,
  custom_filters: registry(filterEntry, "string"),
  custom_columns: customColumns,
});
const functionEntry: Shape = map({
  args: listOf(map({ name: atom, type, source: word })),
  returns: (value) => (isObject(value) ? map({ columns: registry(column) })(value) : type(value)),
  allowed_in: words,
  overloads: (value) => listOf(functionEntry)(value),
  database: map({ adapters: words, volatility: word }),
  capability: word,
});
const member = map({
  source: (value) => (isLong(value) ? tuple("atom", (index) => (index === 1 ? atom : string)) : word(value)),
  lateral_source: (value) => (isLong(value) ? tuple("atom", (index) => (index === 1 ? atom : string)) : word(value)),
  join_type: word,
  dependencies: atom,
  join: (value) =>
    Array.isArray(value) ? keyword(value) : map({ owner_key: atom, related_key: atom, fields: (one) => (Array.isArray(one) ? string(one) : word(one)) })(value),
  step_join: map({ owner_key: atom, related_key: atom }),
});
const library = map({
  segments: registry(map({ filters: listOf(filter), parameters: registry(map({ type })), segments: atom })),
  projections: registry(map({ projections: atom, associations: listOf(map({ name: atom })) })),
  orderings: registry(map({ order_by: listOf(order) })),
  views: registry(map({ segments: atom, projection: atom, ordering: atom })),
});
const writes = map({
  operations: registry(
    map({ fields: atom, conflict_targets: atom, expected_cardinality: word, returning: (value) => (Array.isArray(value) ? atom(value) : word(value)) }),
  ),
  fields: registry(map({ required_on: words, forbidden_on: words })),
  scope: registry(map({ field: atom, satisfied_by: word })),
  relationships: registry(map({ cardinality: word, ownership: word, parent_key: atom, child_key: atom, foreign_key: atom, identity_fields: atom })),
  transitions: registry(anything),
});

/** The shape of a domain, and of what is laid over one. */
export const DOMAIN: Shape = map({
  source: relation,
  schemas: registry(relation),
  joins: registry(join),
  columns: registry(column),
  json_schemas: registry(jsonSchema),
  jsonb_schemas: registry(jsonSchema),
  redact_fields: atom,
  custom_columns: customColumns,
  filters,
  functions: registry(functionEntry, "string"),
  default_selected: listOf(selector),
  default_group_by: listOf(selector),
  default_aggregate: listOf(selector),
  default_order_by: listOf(order),
  required_order_by: listOf(order),
  required_filters: listOf(filter),
  query_members: registry(registry(member)),
  query_library: library,
  published_views: registry(map({ columns: registry(column), refresh: word })),
  detail_actions: registry(map({ type: word })),
  pagination: map({ cursor_fields: atom }),
  capabilities: registry(map({ operations: words, action: word })),
  writes,
  domain_data: map({ custom_columns: customColumns }),
});

/** The shape of what stands below a value of this shape. */
export function below(shape: Shape, value: JsonValue, step: string | number): Shape {
  return shape(value).below(step);
}

function itemsOf(value: JsonValue): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function isNames(value: JsonValue | undefined): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isLong(value: JsonValue): boolean {
  return Array.isArray(value) && value.length > 1;
}

function isForm(head: JsonValue | undefined): boolean {
  return isSelectorForm(head) || (typeof head === "string" && GROUPINGS.has(head));
}
