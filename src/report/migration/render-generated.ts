/** The screen of `migrate generate`: what the package does, what it costs, whether it is proved, what to type next. */
import type { Change } from "../../model/change.ts";
import { consentsFor, DATA_LOSS } from "../../model/consent.ts";
import type { NodeKey } from "../../model/identity.ts";
import type { ImpactReport } from "../../model/impact.ts";
import type { LiveHazard, MigrationPackage, MigrationProof } from "../../model/migration.ts";
import type { RenameGuess } from "../../model/rename.ts";
import type { SavedViewRewrite } from "../../model/stored-rewrite.ts";
import { rewriteLines } from "./rewrite-lines.ts";
import { countsOf } from "../impact/counts.ts";
import type { Format, RenderOptions } from "../options.ts";
import { adoptedSchema, generatedSchema } from "../schemas/migration.ts";
import { summariseChanges } from "../summarise-changes.ts";
import { inkOf, type Ink } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { showName } from "../text/names.ts";
import { safeText, safeWord } from "../text/safe-text.ts";
import { wrapText } from "../text/width.ts";
import { countOf, cut, formatNumber } from "../text/words.ts";
import { domainEditLines, unreadDomainLines } from "./domain-edits.ts";
import { guessWords } from "../text/guess-words.ts";
import { liveHazardLines } from "./live-hazards.ts";
import { stepLines } from "./steps.ts";

export interface GeneratedScreen {
  /** absent when the packages lead to the declared schema already */
  readonly migration?: MigrationPackage;
  /** packages before this one */
  readonly packages: number;
  readonly changes: readonly Change[];
  readonly losses: readonly { readonly subject: string; readonly key: NodeKey; readonly text: string }[];
  /** renames taken by evidence */
  readonly guesses?: readonly RenameGuess[];
  /** saved views that name a renamed field */
  readonly rewrite?: SavedViewRewrite;
  readonly impact?: Pick<ImpactReport, "counts" | "baseline" | "impacts" | "examined" | "to">;
  /** hazards on the tables of the target, where one was named and answered */
  readonly live?: { readonly target: string; readonly hazards: readonly LiveHazard[] };
  /** relations whose columns end up in another order than the schema files say */
  readonly reordered: readonly string[];
  /** with nothing to generate: what the observer tells apart all the same */
  readonly unplanned?: readonly string[];
  readonly observer?: string;
  readonly unobserved?: string;
  /** flags that had nothing to do */
  readonly idle?: readonly string[];
  /** domains that could not be recorded: they are not read whole */
  readonly unreadDomains?: readonly string[];
  /** where it was written; absent when nothing was written */
  readonly folder?: string;
}

export function renderGenerated(screen: GeneratedScreen, format: Format, options: RenderOptions): string {
  if (format === "json") return renderJson(generatedSchema, "selecto.generated", generatedValue(screen));
  const { migration } = screen;
  return migration === undefined ? renderNothing(screen, options) : renderText(screen, migration, options);
}

export function generatedValue({ migration, impact, ...rest }: GeneratedScreen): object {
  return {
    packages: rest.packages,
    changes: rest.changes,
    losses: rest.losses,
    guesses: rest.guesses ?? [],
    reordered: rest.reordered,
    unplanned: rest.unplanned ?? [],
    unreadDomains: rest.unreadDomains ?? [],
    ...(rest.observer !== undefined && { observer: rest.observer }),
    ...(rest.unobserved !== undefined && { unobserved: rest.unobserved }),
    ...(rest.live !== undefined && { live: rest.live }),
    ...(rest.folder !== undefined && { folder: rest.folder }),
    ...(rest.rewrite !== undefined && { rewrite: rest.rewrite }),
    ...(migration !== undefined && {
      migration: {
        name: migration.manifest.name,
        class: migration.manifest.class,
        up: migration.up,
        down: migration.down,
        domains: migration.manifest.domains,
        proof: migration.manifest.proof,
        consents: consentsFor(migration),
      },
    }),
    ...(impact !== undefined && { impact: { counts: impact.counts, examined: impact.examined } }),
  };
}

export interface AdoptedScreen {
  readonly target: string;
  readonly generated: GeneratedScreen;
  /** it is in the ledger of the target */
  readonly entered: boolean;
}

/** The same screen for `migrate adopt`: the package is what the database has already. */
export function renderAdopted({ target, generated, entered }: AdoptedScreen, format: Format, options: RenderOptions): string {
  if (format === "json") return renderJson(adoptedSchema, "selecto.adopted", { target, entered, generated: generatedValue(generated) });
  const { migration } = generated;
  if (migration === undefined)
    return [`${safeText(target)} has what its migrations say: there is nothing to adopt.`, "Next: selecto migrate status", ""].join("\n");
  const lines = renderText(generated, migration, options, safeText(target)).trimEnd().split("\n");
  const next = lines.findLastIndex((line) => line.startsWith("Next: "));
  const told = entered
    ? [
        `entered into the ledger of ${safeText(target)}, which has it already`,
        "Next: review and commit the package; other databases get it with selecto migrate up",
      ]
    : lines.slice(next);
  return [...lines.slice(0, next), ...told, ""].join("\n");
}

function renderNothing(
  { packages, reordered, unplanned = [], unreadDomains = [], observer = "pg_dump", unobserved, idle = [] }: GeneratedScreen,
  { width }: RenderOptions,
): string {
  if (unplanned.length > 0)
    return [
      ...wrapText(
        `Nothing that selecto can plan: but ${observer} tells the migrations (${countOf(packages, "package")}) and the declared schema apart.`,
        width,
        0,
        2,
      ),
      ...unplanned.flatMap((one) => wrapText(safeText(one), width, 2, 4)),
      ...orderLines(reordered, width),
      "Next: write it by hand: selecto migrate create NAME",
      "",
    ].join("\n");
  return [
    `Nothing to generate: the migrations (${countOf(packages, "package")}) lead to the declared schema already.`,
    ...(idle.length > 0 ? wrapText(`nothing to do for ${idle.join(", ")}`, width, 2, 4) : []),
    ...unreadDomainLines(unreadDomains, width),
    ...(unobserved === undefined ? [] : wrapText(`not compared by pg_dump: ${safeText(unobserved)}`, width, 2, 4)),
    ...orderLines(reordered, width),
    "Next: selecto migrate status",
    "",
  ].join("\n");
}

function renderText(screen: GeneratedScreen, migration: MigrationPackage, options: RenderOptions, goal?: string): string {
  const { impact, folder, packages, changes } = screen;
  const ink = inkOf(options);
  const { width } = options;
  const isDomainsOnly = migration.up.length === 0 && migration.manifest.domains.length > 0;
  const to = goal ?? (impact === undefined ? "the declared schema" : safeText(impact.to.text));
  return [
    `${ink.faint("from")}  migrations (${countOf(packages, "package")})         ${ink.faint("to")}  ${to}`,
    ...(isDomainsOnly ? ["      the schema stays as it is"] : wrapText(summariseChanges(changes), width, 6)),
    ...(screen.guesses ?? []).flatMap((guess) => wrapText(`by evidence: ${guessWords(guess)}`, width, 6, 8)),
    ...givenLines(migration, width),
    ...onlineLines(screen, migration, width),
    "",
    ...(isDomainsOnly ? [] : stepLines("up", migration.up, ink, options)),
    ...(isDomainsOnly ? [] : options.all === true ? stepLines("down", migration.down, ink, options) : [downLine(migration)]),
    ...domainEditLines(migration.manifest.domains, width),
    ...unreadDomainLines(screen.unreadDomains ?? [], width),
    ...liveLines(screen, ink, width),
    ...rewriteLines(screen, options),
    "",
    ...(impact === undefined
      ? []
      : [
          impact.examined === 0
            ? "  impact  no queries and no domains to examine"
            : `  impact  ${countsOf(impact)
                .map((one) => one.text)
                .join("   ")}   ${formatNumber(impact.examined)} examined`,
        ]),
    ...proofLines(migration, ink, width),
    ...wrapText(`class   ${classWords(migration)}`, width, 2, 10),
    ...orderLines(screen.reordered, width),
    "",
    folder === undefined ? `nothing was written (${safeText(migration.manifest.name)})` : `wrote ${safeText(folder.replace(/\/*$/, "/"))}`,
    ...wrapText(`Next: ${nextOf(screen, migration)}`, width, 0, 6),
    "",
  ].join("\n");
}

function liveLines({ live, folder }: GeneratedScreen, ink: Ink, width: number): string[] {
  if (live === undefined || live.hazards.length === 0) return [];
  const isBig = live.hazards.some(({ big }) => big);
  return [
    "",
    ...wrapText(`others would wait while these run on ${safeText(live.target)}:`, width, 2, 4),
    ...liveHazardLines(live.hazards, ink, "    "),
    ...(isBig
      ? wrapText(`selecto migrate generate --online stages what can be staged${folder === undefined ? "" : "; remove this folder first"}`, width, 2, 4)
      : []),
  ];
}

/** `--online` may find nothing that it can stage. */
function onlineLines({ idle = [] }: GeneratedScreen, { up }: MigrationPackage, width: number): string[] {
  if (!idle.includes("--online")) return [];
  const waits = up.some(({ hazards }) => hazards.some(({ code, remedy }) => code !== DATA_LOSS && remedy !== undefined));
  return wrapText(
    waits ? "--online: there is no way to stage what keeps others waiting here" : "--online has nothing to do: no step keeps others waiting for long",
    width,
    6,
    8,
  );
}

/** The expressions that somebody gave: steps are shown cut. */
function givenLines({ manifest }: MigrationPackage, width: number): string[] {
  const lines = [
    ...manifest.fills.map(({ column, expression }) => `rows without ${column} get ${expression}`),
    ...(manifest.conversions ?? []).map(
      ({ column, up, down }) =>
        `values of ${column} ${up === undefined ? "are cast" : `become ${up}`}; down ${down === undefined ? "casts what was entered since" : `makes ${down} of what was entered since`}`,
    ),
  ];
  return lines.flatMap((line) => wrapText(safeText(line), width, 6, 8));
}

function downLine({ down, manifest }: MigrationPackage): string {
  return manifest.class === "irreversible" ? "  down  none: there is no way back" : `  down  ${countOf(down.length, "step")} (--all)`;
}

function orderLines(reordered: readonly string[], width: number): string[] {
  return reordered.length === 0
    ? []
    : wrapText(`columns in another order than the schema files say, which ALTER cannot help: ${reordered.map(showName).join(", ")}`, width, 2, 4);
}

function proofLines({ manifest }: MigrationPackage, ink: Ink, width: number): string[] {
  const { proof } = manifest;
  if (proof === null) return [ink.bad("  proof   UNPROVED: nobody has seen its down restore what its up changed")];
  const legs = manifest.class === "irreversible" ? "up = TO" : "up = TO, down = FROM, up again = TO";
  const rows = proof.rows > 0 ? `, ${countOf(proof.rows, "generated row")} equal` : "";
  const { shown, hidden } = cut(proof.emptyTables, 5);
  const empty =
    proof.emptyTables.length === 0
      ? ""
      : `; nothing was shown about the rows of ${shown.map(showName).join(", ")}${hidden > 0 ? ` and ${countOf(hidden, "other table")}` : ""}`;
  const order = proof.ordered || manifest.class === "irreversible" ? "" : "; down cannot restore the order of columns";
  return wrapText(`proof   ${legs}${rows} (PostgreSQL ${safeText(proof.server)}${observerWords(proof)})${empty}${order}`, width, 2, 10);
}

function observerWords({ observer, unobserved }: MigrationProof): string {
  if (observer !== undefined) return `; ${safeText(observer)} agrees`;
  return unobserved === undefined ? "" : `; not observed: ${safeText(unobserved)}`;
}

/** What `up` wants to hear: the names of what cannot come back. */
function classWords(migration: MigrationPackage): string {
  const word = { lossless: "lossless", "lossless-with-archive": "lossless with archive", lossy: "lossy", irreversible: "irreversible" }[
    migration.manifest.class
  ];
  const consents = consentsFor(migration);
  return consents.length === 0 ? word : `${word}: up asks for consent by name (${consents.map(safeText).join(", ")})`;
}

function nextOf({ folder, impact }: GeneratedScreen, migration: MigrationPackage): string {
  if (folder === undefined) return "the same command without --dry-run writes it";
  // Applied first, it breaks what runs on the database at that moment.
  const broken = impact?.counts.broken ?? 0;
  if (broken > 0) return `mend the ${countOf(broken, "subject")} that it breaks (selecto analyze impact --from migrations shows each); then selecto migrate up`;
  if (migration.manifest.proof === null) return `selecto migrate verify ${safeWord(migration.manifest.name)}`;
  return ["selecto migrate up", ...consentsFor(migration).map((consent) => `--allow ${safeWord(consent)}`)].join(" ");
}
