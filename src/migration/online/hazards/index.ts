/** Every rule about running a step. Add a rule: one file, one line here, one case in `test/migration/hazards.test.ts`, its section in `docs/HAZARDS.md`. */
import type { Hazard } from "../../../model/migration.ts";
import { nameOf } from "../../../model/identity.ts";
import { checkValidation } from "./check-validation.ts";
import { constraintIndex } from "./constraint-index.ts";
import { foreignKey } from "./foreign-key.ts";
import { indexBuild } from "./index-build.ts";
import { longLock } from "./long-lock.ts";
import { longUpdate } from "./long-update.ts";
import { notNullScan } from "./not-null-scan.ts";
import { partitionAttach } from "./partition-attach.ts";
import type { HazardRule, StepView } from "./rule.ts";
import { tableRewrite } from "./table-rewrite.ts";
import { typeChange } from "./type-change.ts";
import { volatileDefault } from "./volatile-default.ts";

/** The special before the general: of one touch only the first rule that speaks is heard. */
export const HAZARD_RULES: readonly HazardRule[] = [
  volatileDefault,
  typeChange,
  tableRewrite,
  notNullScan,
  foreignKey,
  checkValidation,
  constraintIndex,
  indexBuild,
  partitionAttach,
  longUpdate,
  longLock,
];

/** What somebody should know before a traced step runs; the way out is said once for each kind. */
export function hazardsOf(step: StepView): Hazard[] {
  const told = new Set<string>();
  return step.touches.flatMap((touch) => {
    for (const rule of HAZARD_RULES) {
      const text = rule.examine(touch, step);
      if (text === undefined) continue;
      const isFirst = !told.has(rule.code);
      told.add(rule.code);
      return [{ code: rule.code, subject: nameOf(touch.relation), text, ...(isFirst && { remedy: rule.remedy }) }];
    }
    return [];
  });
}
