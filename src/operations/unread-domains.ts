/** Files of domains of which nothing could be read. */
import type { StateSource } from "./state-source.ts";

/** As they are named in findings; a file that gave a domain is none of them. */
export function unreadDomainFiles({ domains, diagnostics }: Pick<StateSource, "domains" | "diagnostics">): string[] {
  const read = new Set(domains.map(({ file }) => file));
  const named = diagnostics.flatMap(({ code, severity, position }) =>
    severity === "error" && position !== undefined && /^(?:domain|yaml)/.test(code) && !read.has(position.file) ? [position.file] : [],
  );
  return [...new Set(named)].toSorted();
}
