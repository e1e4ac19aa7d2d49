/**
 * YAML and JSON text to a document with positions. Guards itself against hostile files: size, depth,
 * alias bombs and cycles end in a diagnostic. Knows nothing about domains.
 */
import { Composer, LineCounter, Parser, isMap, type CST, type Document, type ParsedNode } from "yaml";
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { DomainFile, Reading } from "./notation.ts";
import { positionsOf, type Place } from "./positions.ts";
import { convertDocument } from "./yaml-values.ts";

/** UTF-16 code units. The parser needs about a second and 150 MB for each million. */
const MAX_LENGTH = 4_000_000;
/** Deeper files exhaust the stack of the parser, which no `catch` survives. */
const MAX_DEPTH = 100;

const NOWHERE: Place = { key: 0, value: 0 };
/** More would only repeat the first fault. */
const MAX_SYNTAX_FINDINGS = 20;

export function readYaml(file: DomainFile): Reading {
  const lines = new LineCounter();
  const locate = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const nowhere = positionsOf(file.path, NOWHERE, () => ({ line: 1, column: 1 }));
  const refuse = (code: string, message: string, next: string, offset = 0): Reading => ({
    positions: nowhere,
    diagnostics: [{ code, severity: "error", message, next, position: { file: file.path, ...locate(offset) } }],
  });

  if (file.text.length > MAX_LENGTH) {
    return refuse(
      "domain-file-too-large",
      `the file has ${file.text.length} characters; ${MAX_LENGTH} is the limit for a domain`,
      "Split the domain, or leave the file out of domains/.",
    );
  }
  const tokens = [...new Parser(lines.addNewLine).parse(file.text)];
  const deep = tooDeep(tokens);
  if (deep !== undefined) return refuse("domain-too-deep", `values are nested more than ${MAX_DEPTH} levels deep`, "Flatten the document.", deep);

  const documents = [...new Composer({ uniqueKeys: false, prettyErrors: false }).compose(tokens, true, file.text.length)];
  const faults = syntaxFindings(documents, (offset) => ({ file: file.path, ...locate(offset) }));
  const document = documents[0];
  if (faults.some(({ severity }) => severity === "error") || document === undefined) return { positions: nowhere, diagnostics: faults };

  const contents: ParsedNode | null = document.contents;
  if (!isMap(contents)) {
    const empty = contents === null;
    return refuse(
      empty ? "domain-empty" : "domain-not-a-map",
      empty ? "the file holds no domain" : "a domain is a map of keys, this is something else",
      "Start with `name:` and `source:`.",
      contents?.range[0] ?? 0,
    );
  }
  const converted = convertDocument(contents, { maxDepth: MAX_DEPTH });
  const positions = positionsOf(file.path, converted.place, locate);
  const diagnostics: Diagnostic[] = [...faults];
  for (const { code, message, next, offset, severity } of converted.findings)
    diagnostics.push({ code, severity, message, next, position: { file: file.path, ...locate(offset) } });
  const second = documents[1];
  if (second !== undefined) {
    diagnostics.push({
      code: "domain-several-documents",
      severity: "error",
      message: `the file holds ${documents.length} YAML documents; only the first one was read`,
      position: { file: file.path, ...locate(second.contents?.range?.[0] ?? second.range[0]) },
      next: "Give each domain a file of its own.",
    });
  }
  return converted.document === undefined ? { positions, diagnostics } : { document: converted.document, positions, diagnostics };
}

/** Offset of the first value that is nested too deep. Walks without recursion, on purpose. */
function tooDeep(tokens: readonly CST.Token[]): number | undefined {
  const pending: { readonly token: CST.Token; readonly depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let entry = pending.pop(); entry !== undefined; entry = pending.pop()) {
    const { token, depth } = entry;
    if (depth > MAX_DEPTH) return token.offset;
    if (token.type === "document") {
      if (token.value !== undefined) pending.push({ token: token.value, depth });
    } else if (token.type === "block-map" || token.type === "block-seq" || token.type === "flow-collection") {
      for (const item of token.items) {
        if (item.key !== undefined && item.key !== null) pending.push({ token: item.key, depth: depth + 1 });
        if (item.value !== undefined) pending.push({ token: item.value, depth: depth + 1 });
      }
    }
  }
  return undefined;
}

function syntaxFindings(documents: readonly Document.Parsed[], locate: (offset: number) => NonNullable<Diagnostic["position"]>): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const document of documents) {
    for (const error of document.errors)
      found.push({
        code: "domain-syntax",
        severity: "error",
        message: error.message,
        position: locate(error.pos[0]),
        next: "Mend the file; nothing of it was examined.",
      });
    for (const warning of document.warnings)
      found.push({
        code: "domain-yaml-tag",
        severity: "warning",
        message: warning.message,
        position: locate(warning.pos[0]),
        next: "Leave the tag out; the value was read without it.",
      });
  }
  return found.slice(0, MAX_SYNTAX_FINDINGS);
}
