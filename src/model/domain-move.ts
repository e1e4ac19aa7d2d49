/** Domains on their way from one notation into another: plain values for reports. */
import type { Diagnostic } from "./diagnostic.ts";

/** Domains as texts of files; nothing of them is written yet. */
export interface ExportedDomains {
  readonly files: readonly { readonly name: string; readonly path: string; readonly text: string }[];
  /** what was left out, and what to know of it */
  readonly findings: readonly Diagnostic[];
}

/** A domain that was brought into the workspace, or would be. */
export interface ImportedDomain {
  readonly name: string;
  /** the file that was read */
  readonly from: string;
  readonly outcome: "created" | "updated" | "unchanged";
  /** the files that change, with their texts before and after; of a new file `before` is empty */
  readonly files: readonly { readonly file: string; readonly before: string; readonly after: string }[];
  /** the file that holds the domain */
  readonly file: string;
  readonly findings: readonly Diagnostic[];
  readonly dryRun: boolean;
}
