/** The failure of one tenant as a value: it is reported beside the others and ends only that one. */
import { SelectoError } from "../model/error.ts";
import type { TenantFailure } from "../model/fleet.ts";

/** @throws what is no expected failure: a bug is nobody's tenant */
export function failureOf(error: unknown): TenantFailure {
  if (!(error instanceof SelectoError)) throw error;
  return { code: error.code, what: error.message, why: error.why, next: error.next, exit: error.exit };
}
