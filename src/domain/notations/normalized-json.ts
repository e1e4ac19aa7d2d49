/**
 * The envelope of `mix selecto.domain.export`: `{format, format_version, domain, ...}`. A JSON file
 * without it is a bare domain and passes through. Tuples are arrays and atoms strings in there, as in YAML.
 */
import { shellWord } from "../../model/shell-word.ts";
import type { JsonObject, JsonValue } from "../../model/json.ts";
import type { DomainFile, Reading } from "./notation.ts";
import type { Positions } from "./positions.ts";

export const FORMAT = "selecto.normalized_domain";
const CONTRACT_FORMAT = "selecto.domain_contract_snapshot";

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function below(positions: Positions, key: string): Positions {
  return { key: (path) => positions.key([key, ...path]), value: (path) => positions.value([key, ...path]) };
}

export function unwrapNormalized(file: DomainFile, reading: Reading): Reading {
  const envelope = reading.document;
  if (envelope?.["format"] === CONTRACT_FORMAT)
    return {
      positions: reading.positions,
      diagnostics: [
        ...reading.diagnostics,
        {
          code: "domain-contract-file",
          severity: "info",
          message: "this is the contract of a domain, not a domain: nothing of it is asked",
          position: reading.positions.value(["format"]),
          next: `selecto domain version compare --from ${shellWord(file.path)}`,
        },
      ],
    };
  if (envelope === undefined || envelope["format"] !== FORMAT) return reading;
  const inner = envelope["domain"];
  if (envelope["format_version"] !== 1 || !isObject(inner)) {
    const version = envelope["format_version"];
    return {
      positions: reading.positions,
      diagnostics: [
        ...reading.diagnostics,
        {
          code: "domain-format-unknown",
          severity: "error",
          message: isObject(inner)
            ? `${FORMAT} version ${JSON.stringify(version ?? null)} is not known here, only 1`
            : `the envelope ${FORMAT} holds no domain`,
          position: reading.positions.value([isObject(inner) ? "format_version" : "domain"]),
          next: `Export ${file.path} again with the present version of selecto_mix.`,
        },
      ],
    };
  }
  // The domain may leave its versions to the envelope.
  const lifted: Record<string, JsonValue> = {};
  for (const key of ["domain_version", "schema_version"]) {
    const value = envelope[key];
    if (value !== undefined && inner[key] === undefined) lifted[key] = value;
  }
  return { ...reading, document: { ...inner, ...lifted }, positions: below(reading.positions, "domain") };
}
