/** What comments around a statement declare: its name and its parameters. Knows comments only. */
import type { QueryParameter } from "../model/subject.ts";

/** `-- name: top_customers`, with or without sqlc's `:one`; also in a block comment. */
const PLAIN_NAME = /^(?:--|\/\*)\s*name\s*:\s*([^\s*]+)/;
/** pgtyped's `@name` in a block comment. */
const TAGGED_NAME = /^\/\*[^]*?@name\s+([^\s*]+)/;
const PARAMS = /^--\s*params\s*:\s*(.*)$/;

/** `-- domain: Order@^1.2`, also in a block comment. */
const DOMAIN = /^(?:--|\/\*)\s*domain\s*:\s*([^\s*@]+)@([^\n*]*[^\s*])/;

/** The domain, and the range of its versions, that a comment says the statement is meant for. */
export function domainIn(comment: string): { readonly domain: string; readonly range: string } | undefined {
  const [, domain, range] = DOMAIN.exec(comment) ?? [];
  return domain === undefined || range === undefined ? undefined : { domain, range };
}

/** The name a comment gives to the statement after it. */
export function nameIn(comment: string): string | undefined {
  return (PLAIN_NAME.exec(comment) ?? TAGGED_NAME.exec(comment))?.[1];
}

/**
 * `-- params: $1 id uuid, $2 total numeric(10,2)` (name and type) and `-- params: $1=id, $2=total`
 * (name only), over any number of comments.
 */
export function declaredParameters(comments: readonly string[]): QueryParameter[] {
  return comments.flatMap((comment) => {
    const list = PARAMS.exec(comment.trimEnd())?.[1] ?? "";
    return list.split(/,\s*(?=\$\d)/).flatMap((entry) => {
      const [, number, name, type = ""] = /^\s*\$(\d+)\s*(?:=\s*|\s)\s*(\S+?),?(?:\s+(.+?))?\s*$/.exec(entry) ?? [];
      if (number === undefined || name === undefined) return [];
      return [{ number: Number(number), name, ...(type !== "" && { type }) }];
    });
  });
}

/** Names and types of the declaration added to the parameters of the text. Only numbers that the text has remain. */
export function describeParameters(parameters: readonly QueryParameter[], declared: readonly QueryParameter[]): QueryParameter[] {
  return parameters.map((parameter) => ({ ...declared.find(({ number }) => number === parameter.number), ...parameter }));
}
