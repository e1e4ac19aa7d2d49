/** Files `*.query.yaml` and `*.query.json`: a query of a domain, or a list of them, as people write it. */
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from "yaml";
import { z } from "zod";
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { DocumentPath, DomainQuery, QueryFilter, QueryPart } from "../../model/domain-query.ts";
import type { JsonObject, JsonValue } from "../../model/json.ts";
import type { SourcePosition } from "../../model/position.ts";

const anything = z.custom<JsonValue>((value) => value !== undefined);
const entries = z.array(anything).nullish();
const parameter = z.union([z.string(), z.strictObject({ type: z.string().optional(), default: anything.optional() })]);

export const queryFile = z
  .strictObject({
    $schema: z.string().optional(),
    name: z.string().min(1).optional().describe("How the query is called; the name of the file when left out."),
    description: z.string().optional(),
    domain: z.string().min(1).describe("The domain, with the versions the query is meant for: Order, Order@^1.2."),
    select: entries.describe("Fields and selectors: title, [sum, total], [field, total, sum_of_all]."),
    filter: entries.describe("Conditions, all of which must hold: [status, paid], [total, [>, 10]], [status, [param, status]], [or, [...]]."),
    group_by: entries,
    aggregate: entries.describe("Selectors such as [sum, total], behind those of `select`, or of `group_by` where nothing is selected."),
    order_by: entries.describe("field, or [field, desc]."),
    limit: z.int().min(0).nullish(),
    offset: z.int().min(0).nullish(),
    view: z.string().nullish().describe("A view of the domain's query library."),
    segments: z.array(z.string()).nullish().describe("Segments of the domain's query library."),
    values: z.record(z.string(), anything).nullish().describe("Values of the library's parameters."),
    members: z.array(z.string()).nullish().describe("Query members to take in; those whose columns are named come by themselves."),
    parameters: z
      .record(z.string(), parameter)
      .nullish()
      .describe("What whoever runs it gives with --param, by name: a type of PostgreSQL, or {type, default}."),
  })
  .meta({ title: "Query of a domain", description: "What to ask of a domain; see docs/queries.md." });

type QueryFile = z.infer<typeof queryFile>;

export interface QueryFileItem {
  readonly name: string;
  readonly query: DomainQuery;
  readonly document: JsonObject;
  readonly at: DocumentPath;
}

export interface QueryFileRead {
  readonly items: readonly QueryFileItem[];
  readonly diagnostics: readonly Diagnostic[];
  readonly position: (at: DocumentPath) => SourcePosition;
}

/** Never throws for what is in the file. JSON is YAML, so one reader reads both. */
export function readQueryFile(file: string, text: string): QueryFileRead {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const position = (at: DocumentPath): SourcePosition => {
    const { line, col } = lines.linePos(offsetOf(document, at));
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const fault = (message: string, at: DocumentPath): Diagnostic => ({
    code: "query-file",
    severity: "error",
    message,
    position: position(at),
    next: "mend it: nothing of this query was examined",
  });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    return { items: [], diagnostics: [{ ...fault(error.message.split("\n")[0] ?? "it is no YAML", []), position: { file, line, column: col } }], position };
  }
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: 100 });
  } catch {
    return { items: [], diagnostics: [fault("its aliases refer to each other too often", [])], position };
  }
  const documents = Array.isArray(content)
    ? content.map((one: unknown, index) => ({ one, at: [index] as DocumentPath }))
    : [{ one: content, at: [] as DocumentPath }];
  const items: QueryFileItem[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { one, at } of documents) {
    const parsed = queryFile.safeParse(one);
    if (parsed.success) {
      const base = file.slice(file.lastIndexOf("/") + 1).replace(/\.query\.\w+$/, "");
      items.push({
        name: parsed.data.name ?? (at.length === 0 ? base : `${base}_${Number(at[0]) + 1}`),
        query: queryOf(parsed.data, at),
        document: one as JsonObject,
        at,
      });
      continue;
    }
    for (const issue of parsed.error.issues) {
      const path = [...at, ...issue.path.filter((step) => typeof step !== "symbol")];
      const words = issue.code === "unrecognized_keys" ? `it knows no ${issue.keys.join(", ")}` : issue.message.replace(/^Invalid input: /, "");
      diagnostics.push(fault(`${issue.path.join(".") || "the query"}: ${words}`, path));
    }
  }
  return { items, diagnostics, position };
}

function queryOf(file: QueryFile, at: DocumentPath): DomainQuery {
  const [domain = "", version] = file.domain.split("@", 2);
  const parts = (key: "select" | "group_by" | "aggregate" | "order_by"): QueryPart[] =>
    (file[key] ?? []).map((value, index) => part(value, [...at, key, index]));
  const { view, segments, values, members } = file;
  const usesLibrary = typeof view === "string" || (segments ?? []).length > 0;
  return {
    domain,
    ...(version !== undefined && { version }),
    select: parts("select"),
    filters: (file.filter ?? []).map((value, index): QueryFilter => ({ value, at: [...at, "filter", index] })),
    group: parts("group_by"),
    aggregates: parts("aggregate"),
    order: parts("order_by"),
    ...((members ?? []).length > 0 && { members: (members ?? []).map((value, index): QueryPart => ({ value, at: [...at, "members", index] })) }),
    ...(typeof file.limit === "number" && { limit: file.limit }),
    ...(typeof file.offset === "number" && { offset: file.offset }),
    ...(usesLibrary && {
      library: {
        ...(typeof view === "string" && { view }),
        segments: segments ?? [],
        parameters: values ?? {},
        at: [...at, typeof view === "string" ? "view" : "segments"],
      },
    }),
    parameters: Object.entries(file.parameters ?? {}).map(([name, spec]) => {
      const { type, default: preset } = typeof spec === "string" ? { type: spec, default: undefined } : spec;
      return { name, ...(type !== undefined && { type }), ...(preset !== undefined && { default: preset }) };
    }),
  };
}

/** `[field, total, "sum of all"]` and `{field: ..., as: ...}` name their column. */
function part(value: JsonValue, at: DocumentPath): QueryPart {
  if (Array.isArray(value)) {
    const [head, inner, alias] = value as readonly JsonValue[];
    if (head === "field" && inner !== undefined && typeof alias === "string") return { value: inner, alias, at };
  } else if (typeof value === "object" && value !== null) {
    const { as, ...rest } = value as JsonObject;
    const inner = rest["field"] ?? rest["select"];
    if (typeof as === "string" && inner !== undefined) return { value: inner, alias: as, at };
  }
  return { value, at };
}

function offsetOf(document: Document, at: DocumentPath): number {
  let node: unknown = document.contents;
  for (const step of at) {
    const next: unknown = isMap(node)
      ? node.items.find((pair) => isScalar(pair.key) && pair.key.value === step)?.value
      : isSeq(node)
        ? node.items[Number(step)]
        : undefined;
    if (next === undefined || next === null) break;
    node = next;
  }
  return typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range) && typeof node.range[0] === "number" ? node.range[0] : 0;
}
