/** Lines of tenants: names that stand alike, and failures that say the same told once. */
import type { TenantFailure } from "../../model/fleet.ts";
import type { RenderOptions } from "../options.ts";
import type { Ink } from "../text/ink.ts";
import { safeText } from "../text/safe-text.ts";
import { wrapWords } from "../text/width.ts";
import { cut, formatNumber } from "../text/words.ts";
import { wrapText } from "../text/width.ts";

const NAMES = 20;

/** Names side by side; many are cut and counted. */
export function nameLines(names: readonly string[], options: RenderOptions): string[] {
  const { shown, hidden } = cut(names, NAMES, options.all);
  return wrapWords([...shown.map(safeText), ...(hidden > 0 ? [`... ${formatNumber(hidden)} more (all of them: --json)`] : [])].map(comma), options.width, 4);
}

function comma(name: string, at: number, all: readonly string[]): string {
  return at === all.length - 1 ? name : `${name},`;
}

interface Failed {
  readonly tenant: string;
  readonly failure?: TenantFailure;
}

/** Each failure with the tenants that it is about. */
export function failureLines(failed: readonly Failed[], ink: Ink, options: RenderOptions): string[] {
  const groups = new Map<string, { failure: TenantFailure; names: string[] }>();
  for (const { tenant, failure } of failed) {
    if (failure === undefined) continue;
    const key = `${failure.what}\n${failure.why}`;
    const group = groups.get(key) ?? { failure, names: [] };
    group.names.push(tenant);
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(({ failure, names }) => [
    ...nameLines(names, options),
    ...wrapText(safeText(failure.what), options.width, 6, 8).map(ink.bad),
    ...wrapText(`why: ${safeText(failure.why)}`, options.width, 6, 11),
  ]);
}
