/** `domain docs`: a site of plain files. It needs no server and no network. */
import type { BookDomain, DomainBook } from "../../model/domain-book.ts";
import { formatPosition } from "../../model/position.ts";
import { renderDiagram } from "../diagram/render-diagram.ts";
import { countOf } from "../text/words.ts";
import { domainPage, type Links } from "./domain-page.ts";
import { html, trusted, type Html } from "./html.ts";
import { page } from "./page.ts";
import { slugs } from "./slug.ts";
import { SEARCH, STYLE } from "./style.ts";

export interface Page {
  readonly path: string;
  readonly text: string;
}

export function renderSite(book: DomainBook): Page[] {
  const domainSlugs = slugs(book.domains.map(({ name }) => name));
  const querySlugs = slugs(book.queries.map(({ name }) => name));
  const links: Links = {
    domain: (name) => `domain-${domainSlugs.get(name) ?? "unknown"}.html`,
    query: (name) => `queries.html#${querySlugs.get(name) ?? "unknown"}`,
  };
  return [
    { path: "index.html", text: page("Domains", indexContent(book, links), book) },
    ...book.domains.map((domain) => ({ path: links.domain(domain.name), text: domainPage(domain, book, links) })),
    { path: "queries.html", text: page("Queries", queryContent(book, links), book) },
    { path: "style.css", text: STYLE },
    { path: "search.js", text: SEARCH },
    { path: "index.js", text: searchIndex(book, links) },
  ];
}

function indexContent({ domains, unread }: DomainBook, links: Links): Html {
  const rows = domains.map(
    (domain) =>
      html`<tr>
        <td><a href="${links.domain(domain.name)}">${domain.name}</a></td>
        <td>${domain.version}</td>
        <td><code>${domain.relations[0]?.table ?? ""}</code></td>
        <td>${fieldCount(domain)}</td>
        <td>${domain.joins.length}</td>
        <td>${domain.queries.length}</td>
        <td>${domain.faults === 0 ? "" : html`<span class="bad">${domain.faults} not compiled</span>`}</td>
      </tr>`,
  );
  return html`<h1>Domains</h1>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>domain</th>
            <th>version</th>
            <th>table</th>
            <th>fields</th>
            <th>joins</th>
            <th>queries</th>
            <th></th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    ${unread.length === 0 ? "" : html`<p class="bad">Not read, and so not here: ${unread.join(", ")}</p>`}
    ${
      domains.length < 2
        ? ""
        : html`<h2>Tables and joins</h2>
            <div class="picture">${trusted(renderDiagram({ domains }, "svg"))}</div>`
    }`;
}

function fieldCount({ relations }: BookDomain): number {
  return relations.reduce((sum, { fields }) => sum + fields.length, 0);
}

function queryContent({ queries }: DomainBook, links: Links): Html {
  if (queries.length === 0)
    return html`<h1>Queries</h1>
      <p class="soft">No known query reads a field of these domains.</p>`;
  return html`<h1>Queries</h1>
    <p class="sub">${countOf(queries.length, "query")} that read what the domains offer</p>
    ${queries.map(
      (query) =>
        html`<h2 id="${links.query(query.name).split("#")[1]}">${query.name}</h2>
          <p class="sub">
            <code>${formatPosition(query.position)}</code> ·
            ${query.domains.map((name, at) => html`${at === 0 ? "" : ", "}<a href="${links.domain(name)}">${name}</a>`)}
          </p>
          <pre>${query.text}</pre>
          ${query.results.length === 0 ? "" : html`<p>gives ${query.results.map(({ name, type }, at) => html`${at === 0 ? "" : ", "}<code>${name}</code> <span class="soft">${type}</span>`)}</p>`}`,
    )}`;
}

/** Names and the words they can be found by, lower case. */
function searchIndex({ domains, queries }: DomainBook, links: Links): string {
  const entries = [
    ...domains.flatMap((domain) => {
      const target = links.domain(domain.name);
      const at = (id: string): string => `${target}#${encodeURIComponent(id)}`;
      return [
        entry(domain.name, "domain", target, domain.relations[0]?.table, domain.description),
        ...domain.relations.flatMap(({ table, fields }) =>
          fields.map((field) => entry(`${domain.name}.${field.name}`, "field", at(field.name), field.label, table, field.description)),
        ),
        ...domain.joins.map((join) => entry(`${domain.name}.${join.id}`, "join", at(`join-${join.id}`), join.label, join.to)),
        ...domain.filters.map((one) => entry(`${domain.name}.${one.name}`, "filter", at(`filter-${one.name}`), one.label)),
        ...domain.customColumns.map((one) => entry(`${domain.name}.${one.name}`, "custom column", at(`column-${one.name}`), one.label)),
      ];
    }),
    ...queries.map((query) => entry(query.name, "query", links.query(query.name), query.position.file)),
  ];
  // A script, because a page opened from a folder may not read files; no `</script>` can end it, it is a file of its own.
  return `window.SELECTO_INDEX = ${JSON.stringify(entries)};\n`;
}

function entry(
  name: string,
  kind: string,
  target: string,
  ...words: readonly (string | undefined)[]
): { name: string; kind: string; page: string; text: string } {
  return { name, kind, page: target, text: [name, kind, ...words].join(" ").toLowerCase() };
}
