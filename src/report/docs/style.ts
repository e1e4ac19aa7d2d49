/** The look of the site: the reader's light or dark, no fonts or files from elsewhere. */
export const STYLE = `:root { color-scheme: light dark; --ink: #1b2230; --soft: #5b6577; --line: #d5dbe5; --back: #ffffff; --head: #f3f6fa; --link: #0b57d0; --bad: #b3261e; --mark: #fff3c4 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9aa7b8; --line: #30363d; --back: #0d1117; --head: #161b22; --link: #79b8ff; --bad: #ff8a80; --mark: #4a3c00 } }
* { box-sizing: border-box }
body { margin: 0; font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; color: var(--ink); background: var(--back) }
a { color: var(--link); text-decoration: none } a:hover, a:focus-visible { text-decoration: underline }
header { display: flex; gap: 1rem; align-items: center; padding: .6rem 1.2rem; border-bottom: 1px solid var(--line); background: var(--head) }
header a.home { font-weight: 600; color: var(--ink) } header .find { margin-left: auto; position: relative; width: min(26rem, 60vw) }
input[type=search] { width: 100%; padding: .35rem .6rem; font: inherit; color: inherit; background: var(--back); border: 1px solid var(--line); border-radius: 6px }
#found { position: absolute; z-index: 2; left: 0; right: 0; margin: .2rem 0 0; padding: .3rem 0; list-style: none; background: var(--back); border: 1px solid var(--line); border-radius: 6px; max-height: 60vh; overflow: auto }
#found:empty { display: none } #found li { padding: .2rem .7rem } #found small { color: var(--soft) }
main { max-width: 70rem; margin: 0 auto; padding: 1rem 1.2rem 4rem }
h1 { margin: .6rem 0 .2rem } h2 { margin: 2rem 0 .5rem; font-size: 1.15rem } h3 { margin: 1.4rem 0 .3rem; font-size: 1rem } p.sub, .soft, footer { color: var(--soft) }
.scroll { overflow-x: auto } table { border-collapse: collapse; width: 100%; font-size: .92rem } th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line) } th { background: var(--head); font-weight: 600 }
code, pre { font: .88em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace } pre { overflow-x: auto; padding: .8rem 1rem; background: var(--head); border: 1px solid var(--line); border-radius: 6px }
.bad { color: var(--bad) } :target { background: var(--mark) } .picture { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; padding: .5rem } .picture svg { max-width: none }
footer { border-top: 1px solid var(--line); padding: .8rem 1.2rem; font-size: .85rem }
`;

/** Finds in the index beside it; every word must be in a name or its words. Arrow keys and Enter work as in any list of links. */
export const SEARCH = `(() => {
  const field = document.getElementById("search"), list = document.getElementById("found");
  if (!field || !list) return;
  const show = () => {
    const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
    list.replaceChildren();
    if (words.length === 0) return;
    const hits = window.SELECTO_INDEX.filter((one) => words.every((word) => one.text.includes(word))).slice(0, 30);
    for (const hit of hits) {
      const item = document.createElement("li"), link = document.createElement("a"), kind = document.createElement("small");
      link.href = hit.page; link.textContent = hit.name; kind.textContent = "  " + hit.kind;
      item.append(link, kind); list.append(item);
    }
    if (hits.length === 0) { const item = document.createElement("li"); item.textContent = "nothing found"; list.append(item); }
  };
  field.addEventListener("input", show);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { field.value = ""; show(); }
    if (event.key === "Enter") { const first = list.querySelector("a"); if (first) first.click(); }
    if (event.key === "ArrowDown") { const first = list.querySelector("a"); if (first) { event.preventDefault(); first.focus(); } }
  });
  list.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")], at = links.indexOf(document.activeElement);
    const next = event.key === "ArrowDown" ? links[at + 1] : event.key === "ArrowUp" ? (links[at - 1] || field) : undefined;
    if (next) { event.preventDefault(); next.focus(); }
  });
  document.addEventListener("keydown", (event) => { if (event.key === "/" && document.activeElement !== field) { event.preventDefault(); field.focus(); } });
})();
`;
