/** The statements of one file before they have their final names. Knows one file; refuses to know the others. */
import { bindParameters, blankPsql, classifyStatement, type CutStatement, cutStatements, detectDialect, parseSql, textOf, tokenize } from "../sql/index.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { originalOffset, type SourcePosition } from "../model/position.ts";
import type { Query, QueryDialect } from "../model/subject.ts";
import { cleanText } from "./clean-text.ts";
import { declaredParameters, describeParameters, domainIn, nameIn } from "./comments.ts";
import { createLineIndex } from "./line-index.ts";

export interface QueryFile {
  /** relative to the workspace, with `/` */
  readonly path: string;
  readonly text: string;
  /** declared by the configuration; absent: by evidence in the file */
  readonly dialect?: QueryDialect;
}

/** A query whose name, where the text gives one, may still collide with another file's. */
export interface Draft extends Omit<Query, "name"> {
  readonly name?: string;
}

export interface DraftFile {
  readonly path: string;
  readonly drafts: readonly Draft[];
  readonly diagnostics: readonly Diagnostic[];
}

interface Comment {
  readonly text: string;
  readonly from: number;
}

interface Piece {
  readonly from: number;
  readonly to: number;
  /** the comments before it */
  readonly comments: readonly Comment[];
}

/** Reads one file: every statement becomes a draft, also one that does not parse. */
export function draftQueries(file: QueryFile): DraftFile {
  const clean = cleanText(file.path, file.text);
  const diagnostics: Diagnostic[] = [...clean.diagnostics];
  const text = blankPsql(clean.text);
  const locate = createLineIndex(text);
  const at = (offset: number): SourcePosition => ({ file: file.path, ...locate(offset) });
  if (text !== clean.text)
    diagnostics.push({ code: "query-psql-commands", severity: "info", message: "psql's own commands or COPY data are left out", position: at(0) });

  const tokens = tokenize(text);
  const dialect = file.dialect ?? detectDialect(text, tokens);
  const cut = cutStatements(text, tokens);
  if (cut.statements.length === 0) diagnostics.push({ code: "query-file-empty", severity: "info", message: "holds no statement", position: at(0) });
  const drafts = cut.statements.flatMap((statement) => draftStatement(text, statement, dialect, at, diagnostics));
  for (const comment of cut.rest) {
    const name = nameIn(textOf(text, comment));
    if (name !== undefined) diagnostics.push(unusedName(name, at(comment.from)));
  }
  return { path: file.path, drafts, diagnostics };
}

type Locate = (offset: number) => SourcePosition;

/**
 * One statement, or several where semicolons are missing: tools that split at name comments need none,
 * so what does not parse as one is cut at the names inside it.
 */
function draftStatement(text: string, statement: CutStatement, dialect: QueryDialect | undefined, at: Locate, diagnostics: Diagnostic[]): Draft[] {
  const comments = statement.comments.map((comment): Comment => ({ text: textOf(text, comment), from: comment.from }));
  const names = statement.comments.filter((comment) => nameIn(textOf(text, comment)) !== undefined);
  for (const comment of names.slice(0, -1)) diagnostics.push(unusedName(nameIn(textOf(text, comment)) ?? "", at(comment.from)));
  const whole = draftPiece(text, { from: statement.from, to: statement.to, comments }, dialect, at);
  if (whole.problem === undefined) return [whole.draft];
  const pieces = cutAtNames(text, statement, comments);
  if (pieces.length < 2) {
    diagnostics.push(whole.problem);
    return [whole.draft];
  }
  return pieces.map((piece) => {
    const { draft, problem } = draftPiece(text, piece, dialect, at);
    if (problem !== undefined) diagnostics.push(problem);
    return draft;
  });
}

function cutAtNames(text: string, { from, to }: CutStatement, comments: readonly Comment[]): Piece[] {
  const pieces: Piece[] = [];
  let open: { from: number; to: number; comments: Comment[] } | undefined = { from, to: from, comments: [...comments] };
  let waiting: Comment[] = [];
  for (const token of tokenize(text.slice(from, to))) {
    const shown = textOf(text, { ...token, from: from + token.from, to: from + token.to });
    if (token.kind === "comment" && nameIn(shown) !== undefined) {
      if (open !== undefined) pieces.push(open);
      open = undefined;
      waiting = [{ text: shown, from: from + token.from }];
    } else if (token.kind === "comment") {
      if (open === undefined) waiting.push({ text: shown, from: from + token.from });
    } else {
      open ??= { from: from + token.from, to: from, comments: waiting };
      open.to = from + token.to;
    }
  }
  if (open !== undefined) pieces.push(open);
  return pieces;
}

/** The draft of one piece, and why it cannot be asked about where its text is to blame. */
function draftPiece(text: string, piece: Piece, dialect: QueryDialect | undefined, at: Locate): { draft: Draft; problem?: Diagnostic } {
  const written = text.slice(piece.from, piece.to);
  const comments = piece.comments.map((comment) => comment.text);
  const { sql, edits, parameters, unbound } = bindParameters(written, dialect, comments);
  const name = comments.map(nameIn).findLast((each) => each !== undefined);
  const meantFor = piece.comments.flatMap((comment) => {
    const pin = domainIn(comment.text);
    return pin === undefined ? [] : [{ ...pin, position: at(comment.from) }];
  });
  const rest = {
    ...(name !== undefined && { name }),
    position: at(piece.from),
    text: written,
    sql,
    edits,
    dialect: dialect ?? "postgresql",
    parameters: describeParameters(parameters, declaredParameters(comments)),
    ...(meantFor.length > 0 && { meantFor }),
  };
  if (unbound !== undefined) {
    return {
      draft: { ...rest, statement: { kind: "unknown", reason: `unbound parameter ${unbound.text}` } },
      problem: {
        code: "query-unbound-parameter",
        severity: "warning",
        message: `${unbound.text} is a parameter of no known dialect, so PostgreSQL is not asked`,
        position: at(piece.from + unbound.offset),
        next: "Declare queries.dialect in selecto.config.yaml (sqlc, pgtyped), or write $1.",
      },
    };
  }
  const parsed = parseSql(sql);
  const draft = { ...rest, statement: classifyStatement(sql) };
  if (parsed.ok) return { draft };
  return {
    draft,
    problem: {
      code: "query-unparsable",
      severity: "error",
      message: parsed.error.message,
      position: at(piece.from + originalOffset(parsed.error.offset, edits)),
    },
  };
}

function unusedName(name: string, position: SourcePosition): Diagnostic {
  return { code: "query-name-unused", severity: "warning", message: `no statement follows the name ${name}`, position };
}
