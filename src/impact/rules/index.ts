/** Every rule, in the order in which reasons are shown. Add a rule: one file, one line here, one case in `test/impact/rules.test.ts`. */
import { accessPathLost } from "./access-path-lost.ts";
import { bodyMentions } from "./body-mentions.ts";
import { checkChanged } from "./check-changed.ts";
import { collationChanged } from "./collation-changed.ts";
import { defaultChanged } from "./default-changed.ts";
import { definitionChanged } from "./definition-changed.ts";
import { enumChanged } from "./enum-changed.ts";
import { foreignKey } from "./foreign-key.ts";
import { keyLost } from "./key-lost.ts";
import { notNull } from "./not-null.ts";
import { policyChanged } from "./policy-changed.ts";
import type { Rule } from "./rule.ts";
import { triggerChanged } from "./trigger-changed.ts";
import { typeChanged } from "./type-changed.ts";
import { wholeRow } from "./whole-row.ts";

export const RULES: readonly Rule[] = [
  notNull,
  keyLost,
  typeChanged,
  enumChanged,
  defaultChanged,
  foreignKey,
  checkChanged,
  policyChanged,
  triggerChanged,
  definitionChanged,
  wholeRow,
  bodyMentions,
  collationChanged,
  accessPathLost,
];
