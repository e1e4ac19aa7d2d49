/**
 * The one redaction point. Every line that leaves selecto as an error passes through it; nothing else
 * in the product knows what a secret in a connection string looks like. It errs on the side of hiding.
 */

/** Also with one slash, as a path that a URL was taken for. Scheme, user and everything up to the last `@` before white space or the end: passwords hold any character. */
const URL_CREDENTIALS = /\b([a-z][a-z0-9+.-]*:\/\/?)([^\s/:@]*):(\S*(?: \S*)?)@(?=[^\s@]*(?:\s|$|["'`),;]))/gi;
const KEYWORD_SECRET =
  /(["']?)\b((?:pg)?(?:password|passwd|sslpassword|passfile)|pwd|secret|token|api[_-]?key)\1(\s*[=:]\s*)(?!\*\*\*)('(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*"|[^\s&;,'"})]+)/gi;

/**
 * Replaces passwords in URLs (`postgres://app:***@host/db`), in keyword/value connection strings, JSON
 * and query parameters. Text without secrets comes back unchanged.
 */
export function redact(text: string): string {
  return text
    .replace(URL_CREDENTIALS, (_whole: string, scheme: string, user: string) => `${scheme}${user}:***@`)
    .replace(KEYWORD_SECRET, (_whole: string, quote: string, keyword: string, separator: string) => `${quote}${keyword}${quote}${separator}***`);
}

/**
 * A connection string as it may be shown: scheme, user, host, port and database, never a password nor
 * parameters. Something that is no URL is shown as `(a connection string)`.
 */
export function describeUrl(url: string): string {
  try {
    const parsed = new URL(url);
    const user = parsed.username === "" ? "" : `${parsed.username}${parsed.password === "" ? "" : ":***"}@`;
    return `${parsed.protocol}//${user}${parsed.host}${parsed.pathname}`;
  } catch {
    return "(a connection string)";
  }
}
