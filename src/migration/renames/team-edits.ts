/**
 * What the team did to its queries and domains while a name went and another came: a query that said
 * `locked_at` and says `dormant_at` now in the same place tells more than any type.
 */
import type { Subject } from "../../model/subject.ts";
import { foldIdentifier, textOf, tokenize } from "../../sql/index.ts";
import type { Finding } from "./evidence.ts";

export interface TeamEdits {
  /** @param tables names of the table on both sides: texts that know neither say nothing */
  findings(from: string, to: string, tables: readonly string[]): Finding[];
}

interface Edit {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** every name of both sides */
  readonly names: ReadonlySet<string>;
  /** `old` became `new` where all around it stayed */
  readonly replaced: ReadonlySet<string>;
}

/** @param before subjects of FROM; without any, nothing is found */
export function teamEdits(before: readonly Subject[], after: readonly Subject[]): TeamEdits {
  const [old, now] = [documentsOf(before), documentsOf(after)];
  const edits = [...old].flatMap(([key, names]): Edit[] => {
    const other = now.get(key);
    if (other === undefined || other.join(" ") === names.join(" ")) return [];
    return [{ before: names, after: other, names: new Set([...names, ...other]), replaced: replacements(names, other) }];
  });
  return {
    findings(from, to, tables) {
      const about = edits.filter((edit) => edit.before.includes(from) && tables.some((table) => edit.names.has(table)));
      if (about.length === 0) return [];
      const exact = about.filter((edit) => edit.replaced.has(`${from} ${to}`)).length;
      const moved = about.filter((edit) => !edit.after.includes(from) && edit.after.includes(to) && !edit.before.includes(to)).length;
      const gone = about.filter((edit) => !edit.after.includes(from) && !edit.after.includes(to)).length;
      if (exact > 0)
        return [{ weight: Math.min(6, 4 + exact * 0.5), text: `${exact === 1 ? "a query or domain says" : `${exact} queries or domains say`} it instead now` }];
      if (moved > gone) return [{ weight: 2, text: `${moved === 1 ? "a query or domain names" : `${moved} queries or domains name`} it instead now` }];
      return gone > 0 ? [{ weight: -2.5 }] : [];
    },
  };
}

/** The names in each query; a domain is one text, because the keys of its elements hold the names themselves. */
function documentsOf(subjects: readonly Subject[]): Map<string, string[]> {
  const documents = new Map<string, string[]>();
  for (const { key, kind, label, sql } of subjects) {
    const document = kind === "query" ? key : `domain ${label.split(".")[0] ?? label}`;
    documents.set(document, [...(documents.get(document) ?? []), ...namesIn(sql)]);
  }
  return documents;
}

function namesIn(sql: string): string[] {
  return tokenize(sql).flatMap((token) => (token.kind === "word" || token.kind === "quoted" ? [foldIdentifier(textOf(sql, token))] : []));
}

/** Places where one name stands for another; texts of another length were edited in other ways as well. */
function replacements(before: readonly string[], after: readonly string[]): Set<string> {
  if (before.length !== after.length) return new Set();
  return new Set(before.flatMap((name, at) => (after[at] === undefined || after[at] === name ? [] : [`${name} ${after[at]}`])));
}
