/**
 * Whole Elixir modules in the manner of `mix selecto.gen.domain`: a base that a generator owns, an overlay that people
 * own, and `domain/0` that gives both together. Knows the names that upstream gives to modules and files.
 */
import type { JsonObject } from "../../../model/json.ts";
import { isObject } from "../../probe/selector.ts";
import { below, DOMAIN, type Shape } from "./spelling.ts";
import { writeKey, writeValue } from "./write-value.ts";

const USE = "  use Selecto.Config.OverlayDSL";
const SETTING = /^[a-z_]\w*$/;

/** `MyApp.SelectoDomains.OrderDomain`: `MyApp.SelectoDomains.Overlays.OrderDomainOverlay` */
function overlayModuleName(module: string): string {
  const parts = module.split(".");
  return [...parts.slice(0, -1), "Overlays", `${parts.at(-1) ?? ""}Overlay`].join(".");
}

/** `order_domain.ex`: `overlays/order_domain_overlay.ex` */
export function overlayModulePath(path: string): string {
  const cut = path.lastIndexOf("/") + 1;
  return `${path.slice(0, cut)}overlays/${path.slice(cut).replace(/\.exs?$/, "")}_overlay.ex`;
}

/** The name of a module for a domain: `Order items` gives `OrderItemsDomain`. */
export function moduleNameOf(application: string, domain: string): string {
  return `${application}.SelectoDomains.${camel(domain).replace(/Domain$/, "")}Domain`;
}

/** The file that Elixir people look for a module in: `order_domain.ex`. */
export function modulePathOf(module: string): string {
  return `${underscored(module.slice(module.lastIndexOf(".") + 1))}.ex`;
}

/** `my_app`: `MyApp` */
function camel(name: string): string {
  const letters = (name.match(/[A-Za-z0-9]+/g) ?? []).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return /^[A-Z]/.test(letters) ? letters : `Domain${letters}`;
}

/** `OrderItem`: `order_item` */
export function underscored(name: string): string {
  return (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|[0-9]+/g) ?? ["domain"]).join("_").toLowerCase();
}

/** A module that gives the whole domain. */
export function moduleText(module: string, document: JsonObject): string {
  return [
    `defmodule ${module} do`,
    '  @moduledoc "A Selecto domain."',
    "",
    "  def domain do",
    `    ${writeValue(document, DOMAIN, 4)}`,
    "  end",
    "end",
    "",
  ].join("\n");
}

/** A module that gives a domain with what its overlay module says. @param head comment lines above it */
export function baseModuleText(module: string, document: JsonObject, head: readonly string[] = []): string {
  const overlay = overlayModuleName(module);
  return [
    ...head,
    `defmodule ${module} do`,
    '  @moduledoc """',
    "  A Selecto domain.",
    "",
    `  What is added by hand is at home in \`${overlay}\`.`,
    '  """',
    "",
    '  @doc "The domain with what is laid over it."',
    "  def domain do",
    "    base_domain()",
    "    |> Selecto.Config.Overlay.merge(overlay())",
    "  end",
    "",
    '  @doc "The domain alone."',
    "  def base_domain do",
    `    ${writeValue(document, DOMAIN, 4)}`,
    "  end",
    "",
    '  @doc "What is laid over it; nothing where there is no such module."',
    "  def overlay do",
    `    if Code.ensure_loaded?(${overlay}) do`,
    `      ${overlay}.overlay()`,
    "    else",
    "      %{}",
    "    end",
    "  end",
    "end",
    "",
  ].join("\n");
}

/** An overlay that says this: with upstream's macros where they can say it, as a map where they cannot. */
export function overlayModuleText(module: string, document: JsonObject): string {
  const body = macros(document) ?? ["  def overlay do", `    ${writeValue(document, DOMAIN, 4)}`, "  end"];
  return [
    `defmodule ${overlayModuleName(module)} do`,
    `  @moduledoc "What people lay over \`${module}\`."`,
    ...(body[0]?.startsWith("  def overlay") === true ? [""] : [USE, ""]),
    ...body,
    "end",
    "",
  ].join("\n");
}

/** An overlay that says nothing yet, with examples. */
export function emptyOverlayText(module: string, document: JsonObject): string {
  const columns = isObject(document["source"]) && isObject(document["source"]["columns"]) ? Object.keys(document["source"]["columns"]) : [];
  const column = columns.find((name) => SETTING.test(name)) ?? "name";
  return [
    `defmodule ${overlayModuleName(module)} do`,
    `  @moduledoc """`,
    `  What people lay over \`${module}\`. It is never changed by selecto.`,
    `  """`,
    USE,
    "",
    "  # @redactions [:notes]",
    "",
    `  # defcolumn :${column} do`,
    '  #   label("Another label")',
    "  # end",
    "",
    '  # deffilter "mine" do',
    '  #   name("Mine")',
    "  #   type(:string)",
    `  #   field("${column}")`,
    "  # end",
    "end",
    "",
  ].join("\n");
}

const MACROS: Readonly<Record<string, string>> = { columns: "defcolumn", filters: "deffilter" };

/** @returns undefined where the macros that every version of Selecto has cannot say it */
function macros(document: JsonObject): string[] | undefined {
  const lines: string[] = [];
  for (const [section, value] of Object.entries(document)) {
    const macro = MACROS[section];
    const shape = below(DOMAIN, document, section);
    if (section === "redact_fields" && Array.isArray(value)) lines.push(`  @redactions ${writeValue(value, shape, 2, 12)}`, "");
    else if (macro === undefined || !isObject(value)) return undefined;
    else
      for (const [name, settings] of Object.entries(value)) {
        if (!isObject(settings) || Object.keys(settings).length === 0 || !Object.keys(settings).every((key) => SETTING.test(key))) return undefined;
        lines.push(
          ...block(`${macro} ${section === "filters" ? JSON.stringify(name) : `:${writeKey(name).slice(0, -1)}`}`, settings, below(shape, value, name)),
          "",
        );
      }
  }
  // A name that the text would take for code, or nothing at all.
  if (lines.length === 0 || lines.some((line) => /^ {2}def\w+ "[^"]*#\{/.test(line))) return undefined;
  return lines.slice(0, -1);
}

function block(start: string, settings: JsonObject, shape: Shape): string[] {
  const lines = Object.entries(settings).flatMap(([key, value]) =>
    value === undefined ? [] : [`    ${key}(${writeValue(value, below(shape, settings, key), 4, key.length + 2)})`],
  );
  return [`  ${start} do`, ...lines, "  end"];
}
