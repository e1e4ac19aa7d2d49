/** The JSON schemas of the answers; the build writes them to `schemas/output/`. */
import { archivesSchema } from "./schemas/archives.ts";
import { checkSchema, verifySchema } from "./schemas/check.ts";
import { dependentsSchema } from "./schemas/dependents.ts";
import { diffSchema } from "./schemas/diff.ts";
import { bookSchema, contractsSchema, domainListSchema, domainVersionSchema, validatedSchema } from "./schemas/domain.ts";
import { addedToDomainSchema, comparedVersionsSchema, matrixSchema, movedDomainSchema, versionListSchema, versionSchema } from "./schemas/domain-version.ts";
import { keptVersionSchema, removedVersionSchema } from "./schemas/kept-version.ts";
import { errorSchema } from "./schemas/error.ts";
import { importedDomainsSchema } from "./schemas/domain-move.ts";
import { fleetBaselineSchema, fleetRepairedSchema, fleetRunSchema, fleetStatusSchema } from "./schemas/fleet.ts";
import { generatedDomainsSchema } from "./schemas/generation.ts";
import { impactSchema } from "./schemas/impact.ts";
import { adoptedSchema, generatedSchema, runSchema, statusSchema } from "./schemas/migration.ts";
import { pairsSchema } from "./schemas/pairs.ts";
import { planSchema, rowsSchema } from "./schemas/query.ts";
import { fsckSchema, prunedSchema, snapshotListSchema, snapshotSchema, takenSchema } from "./schemas/snapshot.ts";
import { baselineSchema, createdSchema, rebasedSchema, redoSchema, repairedSchema } from "./schemas/upkeep.ts";

export const publishedSchemas = {
  "output/impact": impactSchema,
  "output/dependents": dependentsSchema,
  "output/diff": diffSchema,
  "output/check": checkSchema,
  "output/verify": verifySchema,
  "output/pairs": pairsSchema,
  "output/rows": rowsSchema,
  "output/plan": planSchema,
  "output/snapshot-list": snapshotListSchema,
  "output/snapshot": snapshotSchema,
  "output/taken": takenSchema,
  "output/fsck": fsckSchema,
  "output/pruned": prunedSchema,
  "output/archives": archivesSchema,
  "output/status": statusSchema,
  "output/run": runSchema,
  "output/fleet-run": fleetRunSchema,
  "output/fleet-baseline": fleetBaselineSchema,
  "output/fleet-repaired": fleetRepairedSchema,
  "output/fleet-status": fleetStatusSchema,
  "output/generated": generatedSchema,
  "output/created": createdSchema,
  "output/redo": redoSchema,
  "output/repaired": repairedSchema,
  "output/rebased": rebasedSchema,
  "output/baseline": baselineSchema,
  "output/adopted": adoptedSchema,
  "output/validated": validatedSchema,
  "output/domain-book": bookSchema,
  "output/domain-list": domainListSchema,
  "output/contracts": contractsSchema,
  "output/domain-version": domainVersionSchema,
  "output/domain-versions": versionListSchema,
  "output/domain-document": versionSchema,
  "output/compared-versions": comparedVersionsSchema,
  "output/version-matrix": matrixSchema,
  "output/moved-domain": movedDomainSchema,
  "output/added-to-domain": addedToDomainSchema,
  "output/imported-domains": importedDomainsSchema,
  "output/kept-version": keptVersionSchema,
  "output/removed-version": removedVersionSchema,
  "output/generated-domains": generatedDomainsSchema,
  "output/error": errorSchema,
};
