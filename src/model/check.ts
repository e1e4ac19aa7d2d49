/** What the pre-merge gate found. */
import type { Diagnostic } from "./diagnostic.ts";
import type { ExitCode } from "./error.ts";
import type { ImpactReport, Verdict } from "./impact.ts";
import type { StateOrigin } from "./snapshot.ts";

export interface PackageVerdict {
  readonly name: string;
  /** `proved`: up, down and up again were run and compared; `unproved`: one of them differs or fails; `unchanged`: same package as on the base */
  readonly status: "proved" | "unproved" | "unchanged";
  /** why it is unproved, one line each */
  readonly problems: readonly string[];
  readonly reversibility?: string;
}

export interface CheckReport {
  readonly base: StateOrigin;
  readonly head: StateOrigin;
  /** files that matter to selecto and differ; empty: nothing was started */
  readonly changedFiles: readonly string[];
  /** absent when no relevant file changed */
  readonly impact?: ImpactReport;
  readonly packages: readonly PackageVerdict[];
  /** whether the packages lead to the schema files: `none` without packages or without schema files */
  readonly inStep: "yes" | "no" | "none";
  /** what the packages lack, one line each */
  readonly missingInPackages: readonly string[];
  /** integrity of packages and files: errors fail the check */
  readonly integrity: readonly Diagnostic[];
  /** findings accepted in the configuration, with the reason given there */
  readonly accepted: readonly { readonly id: string; readonly reason: string; readonly until?: string; readonly expired: boolean }[];
  readonly failOn: readonly Verdict[];
  /** what was wrong in the base already fails as well */
  readonly strict: boolean;
  /** `pass`, `fail` (findings), `incomplete` (something could not be asked) */
  readonly outcome: "pass" | "fail" | "incomplete";
  readonly exit: ExitCode;
}
