/** The page of one domain: picture, fields with their columns, joins, filters, and the queries that read the same. */
import type { BookDomain, BookEntry, BookField, DomainBook, GuideStep, Told } from "../../model/domain-book.ts";
import type { ContractChange } from "../../model/domain-contract.ts";
import { nameOf } from "../../model/identity.ts";
import { formatPosition } from "../../model/position.ts";
import { changeWords } from "../domain/change-words.ts";
import { renderDiagram } from "../diagram/render-diagram.ts";
import { deployWords, guideTitle, keepWords, versionWord } from "./guide-words.ts";
import { countOf } from "../text/words.ts";
import { html, trusted, type Html } from "./html.ts";
import { page } from "./page.ts";

export interface Links {
  /** name of a domain or query to its page or place */
  readonly domain: (name: string) => string;
  readonly query: (name: string) => string;
}

export function domainPage(domain: BookDomain, book: DomainBook, links: Links): string {
  return page(
    domain.name,
    html`<h1 id="top">${domain.name}</h1>
      <p class="sub">
        ${domain.version === undefined ? "" : `version ${domain.version} · `}table <code>${domain.relations[0]?.table ?? ""}</code> ·
        ${countOf(domain.elements, "element")}${faults(domain)} · <code>${domain.file}</code>
      </p>
      ${domain.description === undefined ? "" : html`<p>${domain.description}</p>`}
      <div class="picture">${trusted(renderDiagram({ domains: [domain] }, "svg"))}</div>
      ${domain.relations.map((relation, at) => fieldTable(at === 0 ? "Fields" : `Fields of ${relation.id}`, relation.fields, relation.redacted, links))}
      ${joinTable(domain)} ${entryTable("Filters", "filter", domain.filters)} ${entryTable("Custom columns", "column", domain.customColumns)}
      ${listOf("Every query has these filters", domain.requiredFilters)} ${listOf("Selected by default", domain.defaultSelected)}
      ${
        domain.queries.length === 0
          ? html`<h2>Queries</h2>
              <p class="soft">No known query reads its fields.</p>`
          : html`<h2>Queries that read its fields</h2>
              <p>${domain.queries.map((name, at) => html`${at === 0 ? "" : ", "}<a href="${links.query(name)}">${name}</a>`)}</p>`
      }
      ${versionList(domain)}`,
    book,
  );
}

function faults({ faults: count }: BookDomain): Html {
  return count === 0 ? html`` : html` · <span class="bad">${count} not compiled</span>`;
}

function fieldTable(title: string, fields: readonly BookField[], redacted: readonly string[], links: Links): Html {
  if (fields.length === 0 && redacted.length === 0) return html``;
  const isAbout = fields.some(({ description, problem: text }) => description !== undefined || text !== undefined);
  const rows = fields.map(
    (field) =>
      html`<tr id="${field.name}">
        <td><code>${field.name}</code>${field.label === undefined ? "" : html`<br /><span class="soft">${field.label}</span>`}</td>
        <td><code>${(field.type ?? field.declared ?? "?").replace(/^public\./, "")}</code></td>
        <td>${columns(field)}</td>
        ${isAbout ? html`<td>${field.description}${problem(field)}</td>` : ""}
        <td>${field.queries.map((name, at) => html`${at === 0 ? "" : ", "}<a href="${links.query(name)}">${name}</a>`)}</td>
      </tr>`,
  );
  return html`<h2>${title}</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>field</th>
            <th>type</th>
            <th>columns</th>
            ${isAbout ? html`<th>about</th>` : ""}
            <th>read by</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    ${redacted.length === 0 ? "" : html`<p class="soft">Not to be selected: ${redacted.join(", ")}</p>`}`;
}

function joinTable({ joins }: BookDomain): Html {
  if (joins.length === 0) return html``;
  const rows = joins.map(
    (join) =>
      html`<tr id="join-${join.id}">
        <td><code>${join.id}</code>${join.label === undefined ? "" : html`<br /><span class="soft">${join.label}</span>`}</td>
        <td>${join.type ?? "left"}</td>
        <td><code>${join.from}</code> to <code>${join.to}</code>${join.through === undefined ? "" : html` through <code>${join.through}</code>`}</td>
        <td>${join.keys.map(([from, to]) => html`<code>${join.from}.${from} = ${join.to}.${to}</code> `)}${problem(join)}</td>
      </tr>`,
  );
  return html`<h2>Joins</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>join</th>
            <th>type</th>
            <th>tables</th>
            <th>by</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`;
}

function entryTable(title: string, word: string, entries: readonly BookEntry[]): Html {
  if (entries.length === 0) return html``;
  const rows = entries.map(
    (entry) =>
      html`<tr id="${word}-${entry.name}">
        <td><code>${entry.name}</code>${entry.label === undefined ? "" : html`<br /><span class="soft">${entry.label}</span>`}</td>
        <td>${columns(entry)}</td>
        <td>${entry.description}${problem(entry)}</td>
      </tr>`,
  );
  return html`<h2>${title}</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>${word}</th>
            <th>columns</th>
            <th>about</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`;
}

/** What each version changed, for those who query the domain: the newest first. */
function versionList({ name, versions }: BookDomain): Html {
  if (versions.length === 0) return html``;
  const parts = versions.map(({ version, migration, changes, guide }, at) => {
    const same = at === versions.length - 1 ? "The first that is kept." : "The same for those who query.";
    return html`<h3 id="version-${String(versions.length - at)}">${version ?? "without a version"}</h3>
      <p class="soft">
        ${migration === undefined ? "In the working tree, in no migration yet." : html`Since <code>${migration}</code>.`} ${changes.length > 0 ? "" : same}
      </p>
      ${changes.length === 0 ? "" : changeTable(changes)} ${guide.length === 0 ? "" : guideOf(name, versions[at + 1]?.version ?? null, version, guide)}`;
  });
  return html`<h2>Versions</h2>
    ${parts}`;
}

/** From the version before to this one, for somebody who has queries of it. */
function guideOf(name: string, from: string | null, to: string | null, steps: readonly GuideStep[]): Html {
  return html`<h4>${guideTitle(from, to)}</h4>
    <p>${deployWords(steps)}</p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th></th>
            <th>${versionWord(from)}</th>
            <th>${versionWord(to)}</th>
            <th>what to do</th>
          </tr>
        </thead>
        <tbody>
          ${steps.map(
            ({ kind, before, after, todo }) =>
              html`<tr>
                <td>${kind}</td>
                <td>${before === undefined ? "" : html`<code>${before}</code>`}</td>
                <td>${after === undefined ? "" : html`<code>${after}</code>`}</td>
                <td>${todo}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${keepWords(name, from, steps) === undefined ? "" : html`<p>Queries that cannot be changed yet: <code>${keepWords(name, from, steps)}</code></p>`}`;
}

function changeTable(changes: readonly ContractChange[]): Html {
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th>bump</th>
          <th>change</th>
          <th>why it matters</th>
          <th>deploy</th>
        </tr>
      </thead>
      <tbody>
        ${changes.map(
          (change) =>
            html`<tr>
              <td>${change.bump}</td>
              <td>${changeWords(change)}</td>
              <td>${change.why}</td>
              <td>${change.deploy}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function columns({ columns: keys }: Told): Html[] {
  return keys.map((key, at) => html`${at === 0 ? "" : ", "}<code>${nameOf(key)}</code>`);
}

function problem({ problem: text, position }: Told): Html {
  return text === undefined ? html`` : html` <span class="bad">${text}</span> <span class="soft">${formatPosition(position)}</span>`;
}

function listOf(title: string, entries: readonly string[]): Html {
  return entries.length === 0
    ? html``
    : html`<h2>${title}</h2>
        <p>${entries.map((entry, at) => html`${at === 0 ? "" : ", "}<code>${entry}</code>`)}</p>`;
}
