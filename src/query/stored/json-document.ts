/** A JSON file with the places of its values, and edits of it that keep everything else as it is. */
import { findNodeAtLocation, parseTree, printParseErrorCode, getNodeValue, type Node, type ParseError } from "jsonc-parser";
import type { DocumentPath } from "../../model/domain-query.ts";
import type { JsonValue } from "../../model/json.ts";
import { applyEdits, type SourcePosition, type TextEdit } from "../../model/position.ts";
import { createLineIndex } from "../line-index.ts";

export interface JsonDocument {
  /** absent when the file is no JSON */
  readonly value?: JsonValue;
  readonly fault?: { readonly message: string; readonly position: SourcePosition };
  /** of a value; of the nearest value above where there is none */
  readonly position: (at: DocumentPath) => SourcePosition;
}

export function readJson(file: string, text: string): JsonDocument {
  const locate = createLineIndex(text);
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\uFEFF/, " "), errors, { disallowComments: true, allowTrailingComma: false });
  const top = { file, line: 1, column: 1 };
  const [error] = errors;
  if (root === undefined || error !== undefined)
    return {
      fault: {
        message: error === undefined ? "the file is empty" : words(printParseErrorCode(error.error)),
        position: { file, ...locate(error?.offset ?? 0) },
      },
      position: () => top,
    };
  return {
    value: getNodeValue(root) as JsonValue,
    position: (at) => {
      let node: Node = root;
      for (const step of at) {
        const next = findNodeAtLocation(node, [step]);
        if (next === undefined) break;
        node = next;
      }
      return { file, ...locate(node.offset) };
    },
  };
}

/** `PropertyNameExpected` is `property name expected`. */
function words(code: string): string {
  return code.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}

/** The text with other values at some places that it has; nothing else moves. */
export function editJson(text: string, edits: readonly { readonly at: DocumentPath; readonly value: JsonValue }[]): string {
  const root = parseTree(text);
  const placed = edits.flatMap(({ at, value }): TextEdit[] => {
    const node = root === undefined ? undefined : findNodeAtLocation(root, [...at]);
    return node === undefined ? [] : [{ from: node.offset, to: node.offset + node.length, replacement: JSON.stringify(value) }];
  });
  return applyEdits(
    text,
    placed.toSorted((a, b) => a.from - b.from),
  );
}
