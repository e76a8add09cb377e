// The index of an atlas: all pages by province, and a search over every name that leads to its page.

const NAMES = ["persons", "bodies", "units", "places"];
const SHOWN = 40;
const pages = DATA.pages.map(([href, name, province, own, counts]) => ({ href, name, province, own, counts, all: counts.reduce((a, b) => a + b, 0) }));
const things = DATA.nodes.map(([id, kind, label, names, page, rank], i) => ({ i, id, kind: DATA.kinds[kind], label, page: pages[page], rank, key: [label, ...(names || [])].map(searchKey) }));

function whereIs(thing) {
  const post = DATA.posts[thing.i];
  return [post ? `${post[0]}, ${things[post[1]].label}` : "", thing.page.name].filter(Boolean).join(" · ");
}

function find(text) {
  const query = searchKey(text), words = query.split(" ");
  const found = [];
  if (!query) return found;
  for (const thing of things) {
    const rank = matchRank(thing.key, query, words);
    if (rank !== null) found.push([rank, thing]);
  }
  return found.sort((a, b) => a[0] - b[0] || b[1].rank - a[1].rank || a[1].label.length - b[1].label.length || a[1].label.localeCompare(b[1].label, LANG) || a[1].i - b[1].i).map((f) => f[1]);
}

const badge = (kind) => el("i", { class: `badge ${kind}`, "aria-hidden": "true" });
const linkTo = (thing) => `${thing.page.href}#s=${encodeURIComponent(thing.id)}`;

function showFound() {
  const text = $("search").value, found = find(text);
  $("count").textContent = !text.trim() ? "" : found.length ? t("results", number(found.length)) : t("nothing", cut(text, 40));
  $("found").replaceChildren(...found.slice(0, SHOWN).map((thing) => el("li", {}, el("a", { href: linkTo(thing), class: "link" }, badge(thing.kind), el("span", { text: thing.label })), el("small", { text: whereIs(thing) }))));
  $("pages").hidden = Boolean(text.trim());
}

/** The pages of a province: its own as the title, each district with a bar of what it has. */
function provinceOf(name, list) {
  const most = list.reduce((a, p) => Math.max(a, p.all), 1);
  return el("section", {}, el("h2", { text: name }), el("ul", {}, list.map((p) => el("li", {}, el("a", { href: p.href, class: "link" }, el("span", { text: p.own && list.length > 1 && p.province ? t("coreAndFew") : p.name })), bar(p, most), el("small", { text: p.counts.map((n, k) => (n ? `${number(n)} ${t(NAMES[k])}` : "")).filter(Boolean).join(", ") })))));
}

function bar(page, most) {
  let x = 0;
  return svg("svg", { class: "share", viewBox: "0 0 200 8", preserveAspectRatio: "xMinYMid", "aria-hidden": "true" }, page.counts.map((n, k) => {
    const wide = (n / most) * 200, rect = svg("rect", { x, width: wide, height: 8, class: DATA.kinds[k] });
    x += wide;
    return rect;
  }));
}

function startIndex() {
  const groups = new Map();
  for (const page of pages) {
    const name = page.province || t("rest");
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(page);
  }
  const totals = NAMES.map((name, k) => [pages.reduce((a, p) => a + p.counts[k], 0), name]).filter(([n]) => n);
  $("lead").textContent = t("counts", totals.map(([n, name]) => `${number(n)} ${t(name)}`).join(", "), number(DATA.facts), number(DATA.sources));
  const notes = [t("atlas", number(pages.length))];
  if (DATA.shown < DATA.total) notes.push(t("shownAll", number(DATA.shown), number(DATA.total)));
  if (DATA.unsettled) notes.push(t("unsettled", number(DATA.unsettled)));
  if (DATA.asOf) notes.push(t("asOf", showDate(DATA.asOf)));
  $("notes").replaceChildren(...notes.map((text) => el("p", { class: "note", text })));
  $("pages").replaceChildren(...[...groups].map(([name, list]) => provinceOf(name, list)));
  const theme = (name) => { document.documentElement.dataset.theme = name; };
  theme(window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  $("theme").addEventListener("click", () => theme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"));
  $("search").addEventListener("input", showFound);
  $("search").addEventListener("keydown", (event) => { if (event.key === "Enter" && $("found").firstChild) location.href = $("found").querySelector("a").href; });
  document.addEventListener("keydown", (event) => { if (event.key === "/" && event.target !== $("search")) { event.preventDefault(); $("search").focus(); } });
  document.documentElement.dataset.ready = "1";
}

startIndex();
