/** What the YAML parser found wrong, in plain words. The parser's own messages quote the file, and a file may hold a secret. */
import type { ErrorCode } from "yaml";

const WORDS: Partial<Record<ErrorCode, string>> = {
  ALIAS_PROPS: "an alias cannot have a tag or an anchor",
  BAD_ALIAS: "an alias is not written correctly, or names nothing",
  BAD_DQ_ESCAPE: "a backslash in a double-quoted text is not followed by a known letter",
  BAD_INDENT: "a line is not indented like its neighbours",
  BAD_SCALAR_START: "a text that starts with this character must be quoted",
  BLOCK_AS_IMPLICIT_KEY: "a key and its value are nested on one line; put the inner one on a line of its own",
  BLOCK_IN_FLOW: "a list or mapping by indentation cannot stand inside [ ] or { }",
  DUPLICATE_KEY: "the same key stands twice in a mapping",
  MISSING_CHAR: "a closing quote, bracket, brace, or a space after : is missing",
  MULTILINE_IMPLICIT_KEY: "a key must be on one line; is a : missing?",
  MULTIPLE_DOCS: "the file holds several documents separated by ---; one is wanted",
  NON_STRING_KEY: "a key must be a text",
  TAB_AS_INDENT: "a tab is used as indentation; use spaces",
  TAG_RESOLVE_FAILED: "a tag (!name) is not understood; nothing in this file is executed",
  UNEXPECTED_TOKEN: "something stands where it does not belong",
};

/** One line for an error code of the parser. */
export function explainYaml(code: ErrorCode): string {
  return WORDS[code] ?? `this is not YAML (${code})`;
}
