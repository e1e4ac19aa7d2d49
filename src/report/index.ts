/** The public surface of the room: values in, text out. */
export { renderCheck } from "./check/render-check.ts";
export { renderDependents } from "./dependents/render-dependents.ts";
export { renderDiff } from "./diff/render-diff.ts";
export { renderValidated } from "./domain/render-validated.ts";
export { renderImpact } from "./impact/render-impact.ts";
export { renderVerified } from "./migration/packages.ts";
export { renderBaseline } from "./migration/render-baseline.ts";
export { renderCreated } from "./migration/render-created.ts";
export { renderAdopted, renderGenerated } from "./migration/render-generated.ts";
export { renderRedo, renderRun } from "./migration/render-run.ts";
export { renderStatus } from "./migration/render-status.ts";
export type { Format, RenderOptions } from "./options.ts";
export { renderDiagnostics } from "./render-diagnostics.ts";
export { renderErrorJson } from "./render-error.ts";
export { renderSnapshot, renderSnapshotList } from "./snapshot/render-snapshots.ts";
export { renderImported, renderTaken } from "./snapshot/render-taken.ts";
export { renderFsck, renderPruned } from "./snapshot/render-upkeep.ts";
export { summariseChanges } from "./summarise-changes.ts";
