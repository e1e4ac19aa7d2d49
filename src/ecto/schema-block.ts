/**
 * What stands between `schema "users" do` and its `end`: fields, embeds, time stamps and associations with
 * Ecto's own defaults. Knows one module; what a name means in another is not looked up.
 */
import type { Evaluator } from "../elixir/evaluate.ts";
import { nameOf, valueAt, type ElixirValue } from "../elixir/value.ts";
import type { EctoAssociation, EctoField, EctoUnread } from "../model/ecto-schema.ts";
import type { SourcePosition } from "../model/position.ts";
import type { Statement } from "./expand.ts";
import { baseType, embedType, fieldType, type FieldType, type TypeNames } from "./field-type.ts";

export interface BlockContext extends TypeNames {
  readonly evaluator: Evaluator;
  readonly module: string;
  readonly attributes: ReadonlyMap<string, ElixirValue>;
  readonly locate: (statement: Statement) => SourcePosition;
  /** what is brought by packages that are not here, so that a default may be another */
  readonly foreign: readonly string[];
  readonly embedded: boolean;
}

export class SchemaBlock {
  readonly fields: EctoField[] = [];
  readonly associations: EctoAssociation[] = [];
  readonly unread: EctoUnread[] = [];
  /** names that stand twice, with the second place */
  readonly duplicates: { readonly name: string; readonly position: SourcePosition }[] = [];
  readonly #context: BlockContext;

  constructor(context: BlockContext, at: SourcePosition) {
    this.#context = context;
    this.#primaryKey(at);
  }

  read(statement: Statement): void {
    const { item, scope } = statement;
    const position = this.#context.locate(statement);
    if (item.kind !== "call") {
      this.unread.push({ what: "a statement", reason: "what it puts here cannot be told", position });
      return;
    }
    const args = item.args.map((one) => this.#context.evaluator.evaluate(one, scope));
    const [first, second, third] = args;
    // The block of an inline embed is a schema of its own, without a table.
    const inline = item.block !== undefined;
    if (item.target === undefined && item.name === "timestamps") return this.#timestamps(first, position);
    const name = nameOf(first);
    if (item.target !== undefined || !KNOWN.has(item.name)) {
      const word = item.target === undefined ? item.name : "a call of another module";
      this.unread.push({
        what: name === undefined ? word : `${word} ${name}`,
        reason: CONTROL.has(word) ? "what it decides cannot be told" : "it is no part of Ecto, and its macro was not found in the project",
        position,
      });
      return;
    }
    if (name === undefined) {
      this.unread.push({ what: `a ${item.name}`, reason: first?.kind === "unread" ? first.reason : "its name is no atom", position });
      return;
    }
    switch (item.name) {
      case "field":
        return this.#field(name, second, third, position);
      case "embeds_one":
      case "embeds_many": {
        const called = second?.kind === "module" ? second.name : "a module that was not read";
        const related = inline ? `${this.#context.module}.${called}` : called;
        return this.#add({ name, options: third, type: embedType(item.name === "embeds_many", related), position });
      }
      case "belongs_to":
        return this.#belongsTo(name, second, third, position);
      default:
        return this.#association(item.name as "has_one" | "has_many" | "many_to_many", name, args, position);
    }
  }

  #field(name: string, written: ElixirValue | undefined, options: ElixirValue | undefined, position: SourcePosition): void {
    if (written?.kind === "unread") this.unread.push({ what: `the type of ${name}`, reason: written.reason, position });
    this.#add({ name, options, type: written === undefined ? baseType("string") : fieldType(written, options, this.#context), position });
  }

  #add({ name, options, type, position, primaryKey = false }: NewField): void {
    if (this.#isTaken(name, position)) return;
    const isVirtual = isTrue(valueAt(options, "virtual"));
    const column = isVirtual ? undefined : this.#column(name, options, position);
    this.fields.push({
      name,
      ...(column !== undefined && { column }),
      type: type.text,
      accepts: type.accepts,
      position,
      primaryKey: primaryKey || isTrue(valueAt(options, "primary_key")),
      redact: isTrue(valueAt(options, "redact")),
      ...(type.values !== undefined && { values: type.values }),
    });
  }

  /** `source:`, then `@field_source_mapper`, then the name itself. */
  #column(name: string, options: ElixirValue | undefined, position: SourcePosition): string | undefined {
    if (options?.kind === "unread") {
      this.unread.push({ what: `the options of ${name}`, reason: options.reason, position });
      return undefined;
    }
    const source = valueAt(options, "source");
    const mapper = this.#context.attributes.get("field_source_mapper");
    if (source === undefined && mapper === undefined) return name;
    const value = source ?? (mapper?.kind === "function" ? mapper.apply([{ kind: "atom", name, file: "", start: 0, end: 0 }]) : mapper);
    const column = nameOf(value);
    if (column === undefined) this.unread.push({ what: `the column of ${name}`, reason: value?.kind === "unread" ? value.reason : "it is no name", position });
    return column;
  }

  #isTaken(name: string, position: SourcePosition): boolean {
    const taken = [...this.fields, ...this.associations].some((one) => one.name === name);
    if (taken) this.duplicates.push({ name, position });
    return taken;
  }

  #primaryKey(at: SourcePosition): void {
    const { attributes, foreign, embedded } = this.#context;
    const key = attributes.get("primary_key");
    if (key === undefined) {
      // A package may set another.
      const what = foreign[0];
      if (what !== undefined) this.unread.push({ what: "the primary key", reason: `${what} is no module of the project and may set it`, position: at });
      else this.#add({ name: "id", options: undefined, type: baseType(embedded ? "binary_id" : "id"), position: at, primaryKey: true });
      return;
    }
    if (key.kind === "atom" && key.name === "false") return;
    const [name, type, options] = key.kind === "tuple" ? key.items : [];
    const called = nameOf(name);
    if (called === undefined || type === undefined) {
      this.unread.push({ what: "the primary key", reason: key.kind === "unread" ? key.reason : "@primary_key is no {name, type, options}", position: at });
      return;
    }
    this.#add({ name: called, options, type: fieldType(type, options, this.#context), position: at, primaryKey: true });
  }

  #timestamps(written: ElixirValue | undefined, position: SourcePosition): void {
    const defaults = this.#context.attributes.get("timestamps_opts");
    const lost = [written, defaults].find((one) => one?.kind === "unread");
    if (lost?.kind === "unread") {
      this.unread.push({ what: "timestamps", reason: lost.reason, position });
      return;
    }
    const option = (name: string): ElixirValue | undefined => valueAt(written, name) ?? valueAt(defaults, name);
    const type = option("type");
    for (const one of ["inserted_at", "updated_at"]) {
      const given = option(one);
      if (given?.kind === "atom" && given.name === "false") continue;
      const source = option(`${one}_source`);
      const options: ElixirValue | undefined =
        source === undefined
          ? undefined
          : { ...source, kind: "list", items: [{ ...source, kind: "tuple", items: [{ ...source, kind: "atom", name: "source" }, source] }] };
      this.#add({
        name: nameOf(given) ?? one,
        options,
        type: type === undefined ? baseType("naive_datetime") : fieldType(type, undefined, this.#context),
        position,
      });
    }
  }

  #belongsTo(name: string, other: ElixirValue | undefined, options: ElixirValue | undefined, position: SourcePosition): void {
    const key = nameOf(valueAt(options, "foreign_key")) ?? `${name}_id`;
    const defined = valueAt(options, "define_field");
    if (!(defined?.kind === "atom" && defined.name === "false")) {
      const type = valueAt(options, "type") ?? this.#context.attributes.get("foreign_key_type");
      this.#add({ name: key, options, type: type === undefined ? baseType("id") : fieldType(type, undefined, this.#context), position });
    }
    this.#relate({ name, kind: "belongs_to", position, ownerKey: key, relatedKey: nameOf(valueAt(options, "references")) ?? "id" }, other);
  }

  #association(kind: "has_one" | "has_many" | "many_to_many", name: string, args: readonly ElixirValue[], position: SourcePosition): void {
    const [, other, more] = args;
    const options = other?.kind === "list" ? other : more;
    const through = valueAt(options, "through");
    if (through?.kind === "list") {
      const steps = through.items.flatMap((one) => nameOf(one) ?? []);
      this.#relate({ name, kind, position, through: steps }, undefined);
      return;
    }
    if (kind === "many_to_many") return this.#manyToMany(name, other, options, position);
    const own = nameOf(valueAt(options, "references")) ?? this.#ownKey();
    if (own === undefined) {
      this.unread.push({ what: `${kind} ${name}`, reason: "which key of this schema it starts from cannot be told", position });
      return;
    }
    const key = nameOf(valueAt(options, "foreign_key")) ?? `${underscore(this.#context.module)}_${own}`;
    this.#relate({ name, kind, position, ownerKey: own, relatedKey: key }, other);
  }

  #manyToMany(name: string, other: ElixirValue | undefined, options: ElixirValue | undefined, position: SourcePosition): void {
    const through = valueAt(options, "join_through");
    const keys = valueAt(options, "join_keys");
    const pairs = keys?.kind === "list" ? keys.items.map((one) => (one.kind === "tuple" ? one.items.map(nameOf) : [])) : [];
    const related = other?.kind === "module" ? other.name : "";
    const [[toOwner, ownerKey] = [`${underscore(this.#context.module)}_id`, "id"], [toRelated, relatedKey] = [`${underscore(related)}_id`, "id"]] = pairs;
    const between = through?.kind === "module" ? { module: through.name } : through?.kind === "string" ? { table: through.text } : undefined;
    const lost = [through, keys].find((one) => one?.kind === "unread");
    if (between === undefined || toOwner === undefined || toRelated === undefined || ownerKey === undefined || relatedKey === undefined || lost !== undefined) {
      this.unread.push({ what: `many_to_many ${name}`, reason: lost?.kind === "unread" ? lost.reason : "what it is joined through cannot be told", position });
      return;
    }
    this.#relate({ name, kind: "many_to_many", position, ownerKey, relatedKey, join: { through: between, toOwner, toRelated } }, other);
  }

  #relate(association: EctoAssociation, other: ElixirValue | undefined): void {
    const { name, position } = association;
    const [table, module] = other?.kind === "tuple" ? other.items : [undefined, other];
    if (association.through === undefined && module?.kind !== "module") {
      this.unread.push({
        what: `${association.kind} ${name}`,
        reason: module?.kind === "unread" ? module.reason : "which module it leads to cannot be told",
        position,
      });
      return;
    }
    if (this.#isTaken(name, position)) return;
    const relatedTable = nameOf(table);
    this.associations.push({
      ...association,
      ...(module?.kind === "module" && { related: module.name }),
      ...(relatedTable !== undefined && { relatedTable }),
    });
  }

  /** What `has_many` starts from: the key of `@primary_key`. */
  #ownKey(): string | undefined {
    return this.fields.find(({ primaryKey }) => primaryKey)?.name;
  }
}

interface NewField {
  readonly name: string;
  readonly options: ElixirValue | undefined;
  readonly type: FieldType;
  readonly position: SourcePosition;
  readonly primaryKey?: boolean;
}

const CONTROL = new Set(["if", "unless", "for", "case", "cond", "with"]);
const KNOWN = new Set(["field", "embeds_one", "embeds_many", "belongs_to", "has_one", "has_many", "many_to_many"]);

function isTrue(value: ElixirValue | undefined): boolean {
  return value?.kind === "atom" && value.name === "true";
}

/** `Macro.underscore` of the last part: `MyApp.OAuthToken` is `o_auth_token`. */
function underscore(module: string): string {
  return module
    .slice(module.lastIndexOf(".") + 1)
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase();
}
