/** Every document that domains ever had, by the packages: which migration brought it and which ended it. Pure. */
import { SelectoError } from "../../model/error.ts";
import { formatPosition } from "../../model/position.ts";
import type { KeptVersion } from "../../model/domain-version.ts";
import type { PackageChain } from "../package/chain.ts";
import { replayDomains } from "./documents.ts";

/**
 * In the order of the chain.
 *
 * @throws SelectoError where an edit does not fit: then nothing behind it is known
 */
export function keptVersions({ ordered, diagnostics }: Pick<PackageChain, "ordered" | "diagnostics">): readonly KeptVersion[] {
  const wrong = diagnostics.find(({ code }) => code === "migration-domains" || code === "migration-gap" || code === "migration-branch");
  if (wrong !== undefined)
    throw new SelectoError({
      code: wrong.code,
      what: `${wrong.position === undefined ? "" : `${formatPosition(wrong.position)}: `}${wrong.message}`,
      why: "the documents of domains are made from the edits of all packages, one behind the other",
      next: wrong.next ?? "selecto migrate verify",
    });
  const { after } = replayDomains(ordered);
  const versions: KeptVersion[] = [];
  for (const { manifest } of ordered) {
    for (const edit of manifest.domains) {
      const open = versions.findLastIndex(({ name, until }) => name === edit.name && until === null);
      const before = versions[open];
      if (before !== undefined) versions[open] = { ...before, until: manifest.name };
      const now = after.get(manifest.checksum)?.get(edit.name);
      if (now !== undefined && edit.after !== null)
        versions.push({ ...now, hash: edit.after, migration: manifest.name, until: null, edits: edit.before === null ? null : edit.patch.length });
    }
  }
  return versions;
}
