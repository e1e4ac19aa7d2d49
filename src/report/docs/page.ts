/** What every page of the site has around its content. */
import type { DomainBook } from "../../model/domain-book.ts";
import { html, type Html } from "./html.ts";

/** @param title without the name of the site */
export function page(title: string, content: Html, { origin, engine }: Pick<DomainBook, "origin" | "engine">): string {
  return `${
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${title}</title>
          <link rel="stylesheet" href="style.css" />
        </head>
        <body>
          <header>
            <a class="home" href="index.html">Domains</a><a href="queries.html">Queries</a>
            <div class="find">
              <input id="search" type="search" placeholder="Find a field, table or query ( / )" aria-label="Find a field, table or query" autocomplete="off" />
              <ul id="found"></ul>
            </div>
          </header>
          <main>${content}</main>
          <footer>Read from ${origin}; types and columns as ${engine} told them.</footer>
          <script src="index.js"></script>
          <script src="search.js"></script>
        </body>
      </html>`.html
  }\n`;
}
