/** Guesses from text whether an SQL file describes a schema or asks questions. Only for choosing files; nothing is proved by it. */

const COMMENTS = /--[^\n]*|\/\*[\s\S]*?\*\//g;
const SCHEMA =
  /\b(create\s+(or\s+replace\s+)?((unlogged|foreign|recursive|materialized)\s+)*(table|type|view|domain|schema|extension|function|sequence|index)|alter\s+table)\b/i;
// Lower case only: pg_dump heads every object with `-- Name: users; Type: TABLE`.
const QUERY_NAME = /^\s*(--\s*name\s*:|\/\*\s*@name\b|--\s*@name\b|--\s*:name\b)/m;
const HEAD = 200_000;

/** Holds a named query of any tool, or its first statement asks or changes rows. */
export function looksLikeQueries(text: string): boolean {
  if (QUERY_NAME.test(text)) return true;
  const first = /[a-z]+/i.exec(text.slice(0, HEAD).replaceAll(COMMENTS, " "))?.[0];
  return first !== undefined && /^(select|insert|update|delete|with|merge|values|table)$/i.test(first);
}

/** Creates or alters something that belongs to a schema. */
export function looksLikeSchema(text: string): boolean {
  return !QUERY_NAME.test(text) && SCHEMA.test(text.slice(0, HEAD).replaceAll(COMMENTS, " "));
}
