/**
 * Elixir files to the Ecto schemas in them: read from the text, nothing is run. What a package brings and
 * what is decided when the code compiles is not guessed, it is named with its place.
 */
import { Evaluator } from "../elixir/evaluate.ts";
import { readElixir, type ElixirModule } from "../elixir/modules.ts";
import type { ElixirText } from "../elixir/read-syntax.ts";
import type { Syntax } from "../elixir/syntax.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { EctoSchema } from "../model/ecto-schema.ts";
import { lineAndColumn, type SourcePosition } from "../model/position.ts";
import { Expander, type Statement } from "./expand.ts";
import { SchemaBlock } from "./schema-block.ts";

export interface EctoReading {
  /** by module */
  readonly schemas: readonly EctoSchema[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Ecto's own words, and those of typed_ecto_schema. */
const OPENING = new Set(["schema", "embedded_schema", "typed_schema", "typed_embedded_schema"]);
const BASES = new Set(["Ecto.Schema", "TypedEctoSchema"]);
/** What stands in a schema of Ecto, so that another library's `schema` is not taken for one. */
const FIELDS = new Set(["field", "timestamps", "belongs_to", "has_one", "has_many", "many_to_many", "embeds_one", "embeds_many"]);

/** All Ecto schemas of these files. `loadElixir` must have been awaited; never throws for what is in them. */
export function readEctoSchemas(files: readonly ElixirText[]): EctoReading {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const locate = (file: string, offset: number): SourcePosition => ({ file, ...lineAndColumn(texts.get(file) ?? "", offset) });
  const read = files.map(readElixir);
  const modules = new Map<string, ElixirModule>();
  const diagnostics: Diagnostic[] = read.flatMap((one) => one.diagnostics);
  for (const module of read.flatMap((one) => one.modules)) {
    const first = modules.get(module.name);
    if (first === undefined) modules.set(module.name, module);
    else if (opensSchema(module.body))
      diagnostics.push({
        code: "ecto-duplicate-module",
        severity: "warning",
        message: `${module.name} is also in ${first.file}; this one was not examined`,
        position: locate(module.file, module.start),
        next: "give one of them another name",
      });
  }
  const schemas = [...modules.values()].flatMap((module) => {
    const found = readModule(module, (name) => modules.get(name), locate);
    diagnostics.push(...(found?.diagnostics ?? []));
    return found?.schema ?? [];
  });
  return { schemas: schemas.toSorted((a, b) => (a.module < b.module ? -1 : 1)), diagnostics };
}

function readModule(
  module: ElixirModule,
  find: (name: string) => ElixirModule | undefined,
  locate: (file: string, offset: number) => SourcePosition,
): { schema?: EctoSchema; diagnostics: readonly Diagnostic[] } | undefined {
  const evaluator: Evaluator = new Evaluator({
    find,
    attribute: (name, asked) => (asked.name === module.name ? expander.attributes.get(name) : undefined),
  });
  const expander = new Expander(evaluator, find);
  const scope = evaluator.scopeOf(module);
  const opening = openingOf(expander, expander.statements(module.body, scope), find);
  const at = ({ item, scope: { module: owner } }: Statement): SourcePosition => locate(owner.file, item.start);
  if (opening === undefined) {
    const own = module.uses.find(({ name }) => BASES.has(name));
    return own === undefined || module.macros.length > 0
      ? undefined
      : {
          diagnostics: [
            {
              code: "ecto-schema-unread",
              severity: "info",
              message: `${module.name} uses ${own.name}, and no schema was found in it`,
              position: locate(module.file, own.start),
              next: "Nothing to do where it has none.",
            },
          ],
        };
  }
  const { statement, call, foreign } = opening;
  const position = at(statement);
  const embedded = call.name.endsWith("embedded_schema");
  const statements = expander.inside(statement, call.block?.["do"] ?? []);
  const block = new SchemaBlock({ evaluator, find, module: module.name, attributes: expander.attributes, locate: at, foreign, embedded }, position);
  for (const one of statements) block.read(one);
  const table = embedded ? undefined : call.args[0] === undefined ? undefined : evaluator.evaluate(call.args[0], statement.scope);
  if (!embedded && table?.kind !== "string")
    block.unread.push({ what: "the table", reason: table?.kind === "unread" ? table.reason : "its name is no text", position });
  const prefix = expander.attributes.get("schema_prefix");
  if (prefix?.kind === "unread") block.unread.push({ what: "the namespace (@schema_prefix)", reason: prefix.reason, position });
  const schema: EctoSchema = {
    module: module.name,
    position,
    ...(table?.kind === "string" && prefix?.kind !== "unread" && { table: table.text }),
    ...(prefix?.kind === "string" && { prefix: prefix.text }),
    embedded,
    fields: block.fields,
    associations: block.associations,
    unread: block.unread,
  };
  return { schema, diagnostics: findingsOf(schema, block) };
}

interface Opening {
  readonly statement: Statement;
  readonly call: Extract<Syntax, { kind: "call" }>;
  /** used modules that are not in the project */
  readonly foreign: readonly string[];
}

/** The statement that opens the schema of a module, when the module is an Ecto schema. */
function openingOf(expander: Expander, statements: readonly Statement[], find: (name: string) => ElixirModule | undefined): Opening | undefined {
  for (const statement of statements) {
    const { item } = statement;
    if (item.kind !== "call" || item.target !== undefined || !OPENING.has(item.name) || item.block === undefined) continue;
    const isEcto = expander.uses.some((name) => BASES.has(name));
    const foreign = isEcto ? [] : expander.uses.filter((name) => find(name) === undefined);
    if (isEcto || (foreign.length > 0 && holdsFields(item.block["do"] ?? []))) return { statement, call: item, foreign };
  }
  return undefined;
}

function holdsFields(body: readonly Syntax[]): boolean {
  return body.some((item) => (item.kind === "call" || item.kind === "name") && FIELDS.has(item.name));
}

function opensSchema(body: readonly Syntax[]): boolean {
  return body.some((item) => item.kind === "call" && OPENING.has(item.name));
}

const NEXT = "Nothing to do where it names no column; else write it in the schema itself.";

function findingsOf({ module, unread }: EctoSchema, { duplicates }: SchemaBlock): Diagnostic[] {
  return [
    ...unread.map(({ what, reason, position }): Diagnostic => ({
      code: "ecto-unread",
      severity: "warning",
      message: `${module}: ${what} was not read: ${reason}`,
      position,
      next: NEXT,
    })),
    ...duplicates.map(({ name, position }): Diagnostic => ({
      code: "ecto-duplicate-field",
      severity: "warning",
      message: `${module} has ${name} twice; Ecto refuses to compile it`,
      position,
      next: "remove one of them",
    })),
  ];
}
