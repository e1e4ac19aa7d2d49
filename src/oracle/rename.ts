/**
 * Renames repair themselves: the body of a probe is stored as a parse tree, so after a rename
 * PostgreSQL prints every affected query with the new name. The user's own text is edited where
 * PostgreSQL points at the old name, and the edit counts as proved only when PostgreSQL prints the
 * edited text and the renamed probe alike.
 */
import type { Ask, Database, Reply } from "../model/database.ts";
import type { NodeKey } from "../model/identity.ts";
import type { Rewrite } from "../model/impact.ts";
import { applyEdits, originalOffset, type TextEdit } from "../model/position.ts";
import type { Subject } from "../model/subject.ts";
import { withPinnedPath } from "./settings.ts";
import { probeName, probeStatement } from "./probe.ts";
import { codePointOffset, findIdentifiers, writeIdentifier, type IdentifierUse } from "../sql/index.ts";

/** One explicit rename of a column or relation. */
export interface Rename {
  readonly from: NodeKey;
  readonly to: NodeKey;
  /** last part of the old and of the new name */
  readonly oldName: string;
  readonly newName: string;
  /** `ALTER TABLE ... RENAME ...` */
  readonly sql: string;
}

/** Standing probes as PostgreSQL prints them now, by subject: after a rename, with the new names. */
export async function printProbes(database: Database, keys: readonly NodeKey[]): Promise<Map<NodeKey, string>> {
  const rows = await withPinnedPath(database, () =>
    database.query<{ name: string; body: string }>(
      "select proc.proname::text as name, pg_get_functiondef(proc.oid) as body from pg_proc proc join pg_namespace namespace on namespace.oid = proc.pronamespace where namespace.nspname = 'selecto_probe'",
    ),
  );
  const bodies = new Map(rows.map((row) => [row.name, row.body]));
  return new Map(
    keys.flatMap((key): [NodeKey, string][] => {
      const body = bodies.get(probeName(key));
      return body === undefined ? [] : [[key, body]];
    }),
  );
}

/** The statement between BEGIN ATOMIC and END of a printed probe. */
function printedBody(definition: string): string {
  const body = /BEGIN ATOMIC\n([\s\S]*?)\n?END\s*$/.exec(definition)?.[1] ?? definition;
  return body
    .replace(/;\s*$/, "")
    .replace(/^ {1,2}/gm, "")
    .trim();
}

const MAX_EDITS = 200;

/**
 * Edits of the asked SQL that make PostgreSQL take it: each complaint points at a place, and only a
 * token that bears an old name there is replaced. Undefined when something else is wrong.
 */
async function editsUntilAccepted(database: Database, sql: string, renames: readonly Rename[]): Promise<TextEdit[] | undefined> {
  let edits: TextEdit[] = [];
  for (let round = 0; round < MAX_EDITS; round++) {
    const text = applyEdits(sql, edits);
    const [reply] = await database.batch([{ kind: "describe", sql: text }]);
    if (reply === undefined) return undefined;
    if (reply.ok) return edits;
    const found = editsAt(text, reply, renames);
    if (found.length === 0) return undefined;
    const original = found.map((edit): TextEdit => ({ ...edit, from: originalOffset(edit.from, edits), to: originalOffset(edit.to, edits) }));
    edits = [...edits, ...original].toSorted((a, b) => a.from - b.from || a.to - b.to);
  }
  return undefined;
}

/** The identifier chain (`u.email`, `"Shop".users`) that starts where PostgreSQL points. */
const CHAIN = /^(?:(?:"(?:[^"]|"")*"|[\w$\u0080-\uffff]+)\s*\.\s*)*$/;

function editsAt(text: string, reply: Extract<Reply, { ok: false }>, renames: readonly Rename[]): TextEdit[] {
  if (reply.error.position === undefined) return [];
  const at = codePointOffset(text, reply.error.position - 1);
  for (const rename of renames) {
    // Of a wrong column in ON CONFLICT PostgreSQL shows only the parenthesis.
    const isMeant = (use: IdentifierUse): boolean =>
      CHAIN.test(text.slice(at, use.from)) || (use.role === "conflict-column" && /^\([^)]*$/.test(text.slice(at, use.from)));
    const use = findIdentifiers(text, rename.oldName).find((candidate) => candidate.from >= at && isMeant(candidate));
    if (use === undefined) continue;
    const renamed: TextEdit = { from: use.from, to: use.to, replacement: writeIdentifier(rename.newName) };
    if (use.output === undefined || use.role !== "column") return [renamed];
    // The output had its name from the column: an alias keeps it.
    return [renamed, { from: use.output.end, to: use.output.end, replacement: ` AS ${writeIdentifier(rename.oldName)}` }];
  }
  return [];
}

export interface RepairInput {
  readonly subject: Subject;
  /** type names of the parameters */
  readonly params: readonly string[];
  readonly returnsRows: boolean;
  /** the probe as PostgreSQL printed it after the rename */
  readonly printed: string;
}

/**
 * The repaired text of a query that a rename broke, or undefined when PostgreSQL's complaints do not
 * lead to one. Run on the state after the rename; leaves nothing behind.
 */
export async function repairText(database: Database, input: RepairInput, renames: readonly Rename[]): Promise<Rewrite | undefined> {
  const { subject } = input;
  if (subject.statement.kind !== "ask") return undefined;
  const { sql, offset } = subject.statement;
  const printed = printedBody(input.printed);
  const edits = await editsUntilAccepted(database, sql, renames);
  if (edits === undefined) {
    // PostgreSQL's own print needs no proof of its meaning, but what it reads may have been dropped besides.
    const [reply] = await database.batch([{ kind: "describe", sql: printed }]);
    return reply?.ok === true ? { before: subject.text, after: printed, proved: true, printed } : undefined;
  }
  const inText = edits.map((edit): TextEdit => ({
    ...edit,
    from: originalOffset(offset + edit.from, subject.edits),
    to: originalOffset(offset + edit.to, subject.edits),
  }));
  return { before: subject.text, after: applyEdits(subject.text, inText), proved: await printsAlike(database, applyEdits(sql, edits), input), printed };
}

async function printsAlike(database: Database, edited: string, input: RepairInput): Promise<boolean> {
  const { key } = input.subject;
  const asks: Ask[] = [
    { kind: "run", sql: "create schema if not exists selecto_probe" },
    { kind: "run", sql: probeStatement(probeName(key), { sql: edited, params: input.params, returnsRows: input.returnsRows }) },
  ];
  const replies = await database.batch(asks);
  if (replies.some((reply) => !reply.ok)) return false;
  const printed = await printProbes(database, [key]);
  await database.exec("drop schema selecto_probe cascade");
  return printedBody(printed.get(key) ?? "") === printedBody(input.printed);
}
