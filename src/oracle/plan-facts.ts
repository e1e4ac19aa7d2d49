/** What a plan tells about a statement: which relations it writes, which indexes it can search. */
import { z } from "zod";
import type { WriteTarget } from "../model/answer.ts";
import { nodeKey, type NodeKey } from "../model/identity.ts";

interface PlanNode {
  readonly "Node Type": string;
  readonly Operation?: string | undefined;
  readonly "Relation Name"?: string | undefined;
  readonly Schema?: string | undefined;
  readonly "Conflict Resolution"?: string | undefined;
  readonly "Index Name"?: string | undefined;
  readonly "Index Cond"?: string | undefined;
  readonly Plans?: readonly PlanNode[] | undefined;
}

const planNode: z.ZodType<PlanNode> = z.lazy(() =>
  z.looseObject({
    "Node Type": z.string(),
    Operation: z.string().optional(),
    "Relation Name": z.string().optional(),
    Schema: z.string().optional(),
    "Conflict Resolution": z.string().optional(),
    "Index Name": z.string().optional(),
    "Index Cond": z.string().optional(),
    Plans: z.array(planNode).optional(),
  }),
);
const explained = z.array(z.object({ Plan: planNode }));

export interface PlanFacts {
  readonly writes: readonly WriteTarget[];
  /** indexes searched by a condition, as `namespace.index` is unknown to plans: names only */
  readonly indexNames: readonly string[];
}

/** Reads `EXPLAIN (VERBOSE, FORMAT JSON)`. @throws when the text is not an explanation: a bug or a dead server */
export function readPlan(json: string): PlanFacts {
  const writes = new Map<string, WriteTarget>();
  const indexNames = new Set<string>();
  const visit = (node: PlanNode): void => {
    const relation = node["Relation Name"];
    if (node["Node Type"] === "ModifyTable" && relation !== undefined) {
      const target: WriteTarget = {
        operation: operationOf(node.Operation),
        relation: relationKey(node.Schema, relation),
        upsert: node["Conflict Resolution"] === "UPDATE",
      };
      writes.set(`${target.operation} ${target.relation}`, target);
    }
    if (node["Index Name"] !== undefined && node["Index Cond"] !== undefined) indexNames.add(node["Index Name"]);
    for (const child of node.Plans ?? []) visit(child);
  };
  for (const { Plan } of explained.parse(JSON.parse(json))) visit(Plan);
  return { writes: [...writes.values()], indexNames: [...indexNames].toSorted() };
}

function relationKey(namespace: string | undefined, name: string): NodeKey {
  return nodeKey("table", namespace ?? "public", name);
}

function operationOf(operation: string | undefined): WriteTarget["operation"] {
  switch (operation) {
    case "Insert":
      return "insert";
    case "Update":
      return "update";
    case "Delete":
      return "delete";
    default:
      return "merge";
  }
}
