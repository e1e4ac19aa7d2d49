/** A picture as SVG: boxes with fields, laid out by dagre, in the reader's light or dark colours. */
import { Graph, layout } from "@dagrejs/dagre";
import { safeText } from "../text/safe-text.ts";
import { displayWidth } from "../text/width.ts";
import type { Entity, Picture, Relationship } from "./entities.ts";

const LINE = 18;
const HEAD = 28;
const LETTER = 7.3;
const PADDING = 12;
const MARGIN = 16;
/** A box with more fields says how many more there are. */
const FIELDS = 14;

const STYLE = `
    .box { fill: #ffffff; stroke: #8a94a6 } .head { fill: #e8edf5 } .root .head { fill: #cfe0ff }
    text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #1b2230 } .title { font-weight: 700 }
    .type, .label { fill: #5b6577 } .broken { fill: #b3261e } .edge { fill: none; stroke: #5b6577; stroke-width: 1.2 } .plate { fill: #ffffff; opacity: 0.85 }
    @media (prefers-color-scheme: dark) {
      .box { fill: #161b22; stroke: #4d5869 } .head { fill: #232b36 } .root .head { fill: #1f3a68 } text { fill: #e6edf3 }
      .type, .label { fill: #9aa7b8 } .broken { fill: #ff8a80 } .edge { stroke: #9aa7b8 } .plate { fill: #0d1117 }
    }`;

const ENDS: Readonly<Record<Relationship["cardinality"], readonly [string, string]>> = {
  one: ["*", "1"],
  many: ["1", "*"],
  "many to many": ["*", "*"],
  unknown: ["", ""],
};

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function svgOf({ entities, relationships }: Picture, title: string): string {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 28, ranksep: 90, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const entity of entities) graph.setNode(entity.id, sizeOf(entity));
  for (const [at, { from, to, label }] of relationships.entries())
    if (graph.hasNode(from) && graph.hasNode(to)) graph.setEdge(from, to, { width: displayWidth(label) * LETTER, height: LINE, labelpos: "c" }, `${at}`);
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" height="${round(height)}">`,
    `  <title>${text(title)}</title>`,
    `  <style>${STYLE}\n  </style>`,
    ...relationships.flatMap((one, at) => edgeLines(graph.edge(one.from, one.to, `${at}`) as EdgePlace | undefined, one)),
    ...entities.flatMap((entity) => boxLines(entity, graph.node(entity.id) as unknown as Box)),
    "</svg>",
    "",
  ].join("\n");
}

function sizeOf(entity: Entity): { width: number; height: number } {
  const rows = rowsOf(entity).map(({ name, type }) => displayWidth(name) + displayWidth(type) + 3);
  return { width: Math.max(displayWidth(headOf(entity)) + 1, ...rows) * LETTER + 2 * PADDING, height: HEAD + rows.length * LINE + (rows.length > 0 ? 8 : 0) };
}

function headOf({ title, table }: Entity): string {
  return title === table ? title : `${title} (${table})`;
}

interface Row {
  readonly name: string;
  readonly type: string;
  readonly isBroken: boolean;
}

function rowsOf({ fields }: Entity): Row[] {
  const shown = fields.length > FIELDS ? fields.slice(0, FIELDS - 1) : fields;
  const rows = shown.map(({ name, type, isKey, isBroken }) => ({ name: isKey ? `${name} *` : name, type: type.replace(/^public\./, ""), isBroken }));
  return shown.length === fields.length ? rows : [...rows, { name: `${fields.length - shown.length} more`, type: "", isBroken: false }];
}

function boxLines(entity: Entity, { x, y, width, height }: Box): string[] {
  const [left, top] = [x - width / 2, y - height / 2];
  const right = left + width - PADDING;
  return [
    `  <g class="${entity.isRoot ? "root" : "joined"}">`,
    `    <rect class="box" x="${round(left)}" y="${round(top)}" width="${round(width)}" height="${round(height)}" rx="5"/>`,
    `    <rect class="head" x="${round(left + 0.5)}" y="${round(top + 0.5)}" width="${round(width - 1)}" height="${HEAD - 2}" rx="5"/>`,
    `    <text class="title" x="${round(left + PADDING)}" y="${round(top + 18)}">${text(headOf(entity))}</text>`,
    ...rowsOf(entity).map(({ name, type, isBroken }, at) => {
      const line = round(top + HEAD + 14 + at * LINE);
      return `    <text x="${round(left + PADDING)}" y="${line}"${isBroken ? ' class="broken"' : ""}>${text(name)}</text><text class="type" x="${round(right)}" y="${line}" text-anchor="end">${text(type)}</text>`;
    }),
    "  </g>",
  ];
}

interface EdgePlace {
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly x?: number;
  readonly y?: number;
}

function edgeLines(place: EdgePlace | undefined, { label, cardinality }: Relationship): string[] {
  const [first, ...rest] = place?.points ?? [];
  const last = rest.at(-1);
  if (place === undefined || first === undefined || last === undefined) return [];
  const wide = displayWidth(label) * LETTER + 6;
  const [near, far] = ENDS[cardinality];
  const { x = (first.x + last.x) / 2, y = (first.y + last.y) / 2 } = place;
  return [
    `  <path class="edge" d="M${round(first.x)} ${round(first.y)} ${rest.map((point) => `L${round(point.x)} ${round(point.y)}`).join(" ")}"/>`,
    `  <rect class="plate" x="${round(x - wide / 2)}" y="${round(y - 9)}" width="${round(wide)}" height="${LINE}"/>`,
    `  <text class="label" x="${round(x)}" y="${round(y + 4)}" text-anchor="middle">${text(label)}</text>`,
    ...(near === "" ? [] : [`  <text class="label" x="${round(first.x + 6)}" y="${round(first.y - 4)}">${near}</text>`]),
    ...(far === "" ? [] : [`  <text class="label" x="${round(last.x - 6)}" y="${round(last.y - 4)}" text-anchor="end">${far}</text>`]),
  ];
}

function round(value: number): string {
  return `${Math.round(value * 10) / 10}`;
}

function text(value: string): string {
  return safeText(value).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
