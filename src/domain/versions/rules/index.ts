/** The rules of versions; the first that speaks decides. */
import { abilities } from "./abilities.ts";
import { comparators } from "./comparators.ts";
import { parameters } from "./parameters.ts";
import { presence } from "./presence.ts";
import { published } from "./published.ts";
import { required } from "./required.ts";
import type { Rule } from "./rule.ts";
import { shown } from "./shown.ts";
import { types } from "./types.ts";

export const VERSION_RULES: readonly Rule[] = [shown, published, required, parameters, abilities, comparators, types, presence];
