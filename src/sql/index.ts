/** The public surface of the room: SQL as text. Await `loadParser` once; everything else is synchronous and pure. */
export { blankPsql } from "./blank-psql.ts";
export { canonicalText } from "./canonical-text.ts";
export { classifyStatement } from "./classify-statement.ts";
export { constantsOf } from "./constants.ts";
export { type CutStatement, cutStatements } from "./cut-statements.ts";
export { describeShape } from "./describe-shape.ts";
export { bindParameters } from "./dialects/bind-parameters.ts";
export { detectDialect } from "./dialects/detect-dialect.ts";
export { findIdentifiers, type IdentifierUse } from "./find-identifiers.ts";
export { foldIdentifier } from "./identifiers.ts";
export { tokenize, textOf } from "./lexer.ts";
export { mentionedNames, plpgsqlQueries } from "./mentioned-names.ts";
export { moveNamespace } from "./move-namespace.ts";
export { codePointOffset, codePointsBefore } from "./offsets.ts";
export { loadParser, parseSql } from "./parser.ts";
export { quoteIdentifier, quoteLiteral, quoteQualified } from "./quote.ts";
export { splitStatements, type Statement } from "./split-statements.ts";
export { writeIdentifier } from "./write-identifier.ts";
