// The list view: all that is shown as tables, sortable, filtered by the search box; also the way in for screen readers.

const TABLES = {
  tPosts: { columns: ["cName", "cRole", "cBody", "cUnit", "cWhen", "cStatus", "cDate", "cSource", "cQuote"], rows: postRows },
  tChanges: { columns: ["cOld", "cNew", "cKind", "cDate", "cStatus", "cSource", "cQuote"], rows: changeRows },
  tAll: { columns: ["cName", "cKind", "cUnit", "cWhen", "cLinks"], rows: nodeRows },
};
let table = { name: "tPosts", sort: 0, down: false };

const cite = (fact) => (fact.evidence[0] && fact.evidence[0].source) || null;
const citeCells = (fact) => {
  const s = cite(fact);
  return [{ text: s ? s.label : "", url: s && s.url, class: "wide" }, { text: fact.evidence[0] ? fact.evidence[0].quote : "", class: "quote" }];
};

function postRows() {
  return edges.filter((e) => e.kind === "post" && shown.edge[e.i]).map((e) => {
    const unit = nodes[e.t].edges.find((o) => o.kind === "of-unit" && o.s === e.t);
    return { node: nodes[e.s], cells: [{ text: nodes[e.s].label, node: nodes[e.s] }, { text: roleOf(e.fact) }, { text: nodes[e.t].label, node: nodes[e.t] },
      unit ? { text: nodes[unit.t].label, node: nodes[unit.t] } : { text: "" }, { text: period(e.fact), key: e.fact.window[0] || "", class: "wide" }, { text: t(e.fact.status), class: "short" },
      { text: cite(e.fact) ? showDate(cite(e.fact).issued) : "", key: cite(e.fact) ? cite(e.fact).issued : "", class: "short" }, ...citeCells(e.fact)] };
  });
}

function changeRows() {
  const done = new Set();
  const out = [];
  for (const e of edges) {
    if (!isChange(e) || !shown.edge[e.i] || done.has(e.fact)) continue;
    done.add(e.fact);
    const own = edges.filter((o) => o.fact === e.fact);
    const names = (side) => [...new Set(own.map((o) => o[side]))].map((i) => nodes[i].label).join(" + ");
    out.push({ node: nodes[e.t], cells: [{ text: names("s"), node: nodes[e.s] }, { text: names("t"), node: nodes[e.t] }, { text: e.fact.what || e.fact.code },
      { text: showDate(e.fact.date), key: e.fact.date }, { text: t(e.fact.status), class: "short" }, ...citeCells(e.fact)] });
  }
  return out;
}

function nodeRows() {
  return nodes.filter((n) => shown.node[n.i]).map((n) => ({ node: n, cells: [{ text: n.label, node: n }, { text: n.kind === "person" ? t("person") : n.kindLabel },
    { text: AREAS[n.area] && AREAS[n.area].hub ? AREAS[n.area].name : t("rest") }, { text: n.kind === "unit" ? period({ window: n.window, start: "", end: "" }) : "", key: n.window[0] || n.window[2] || "" },
    { text: number(n.edges.length), key: n.edges.length, class: "number" }] }));
}

/** Where a row has all the words: 0 in the name it begins with, 1 with its other short cells, 2 with the quote, null nowhere. */
function rowRank(row, words) {
  const has = (cells) => { const text = cells.map((c) => searchKey(c.text)).join(" "); return words.every((w) => text.includes(w)); };
  return has(row.cells.slice(0, 1)) ? 0 : has(row.cells.filter((c) => c.class !== "quote")) ? 1 : has(row.cells) ? 2 : null;
}

/** The rows that the search box lets through: who is so named before those whose sentence speaks of it, then as sorted. */
function tableRows() {
  const words = state.view === "list" ? searchKey($("search").value).split(" ").filter(Boolean) : [];
  const list = TABLES[table.name].rows().map((row) => ({ ...row, rank: words.length ? rowRank(row, words) : 0 })).filter((row) => row.rank !== null);
  const key = (row) => row.cells[table.sort].key ?? row.cells[table.sort].text;
  const order = (a, b) => (typeof key(a) === "number" ? key(a) - key(b) : String(key(a)).localeCompare(String(key(b)), LANG)) || a.node.i - b.node.i;
  return list.sort((a, b) => a.rank - b.rank || (table.down ? order(b, a) : order(a, b)));
}

function fillTable() {
  const { columns } = TABLES[table.name];
  const list = tableRows();
  const tabs = el("div", { class: "tabs" }, Object.keys(TABLES).map((name) => el("button", {
    type: "button", class: "action", "aria-pressed": String(name === table.name), text: t(name), onclick: () => { table = { name, sort: 0, down: false }; fillTable(); },
  })), el("span", { class: "muted", role: "status", text: `${t("rows", number(list.length))}. ${t("filter")}` }), action(t("csv"), saveCsv));
  const head = el("tr", {}, columns.map((c, k) => el("th", { scope: "col", "aria-sort": k === table.sort ? (table.down ? "descending" : "ascending") : "none" },
    el("button", { type: "button", onclick: () => { table = { ...table, sort: k, down: k === table.sort && !table.down }; fillTable(); } }, t(c), el("span", { "aria-hidden": "true", class: "sort", text: k === table.sort ? (table.down ? "↓" : "↑") : "" })))));
  const body = el("tbody");
  body.append(...list.slice(0, 250).map(tableRow));
  const rest = list.slice(250);
  const more = rest.length ? action(t("more", number(rest.length)), (event) => { body.append(...rest.map(tableRow)); event.currentTarget.remove(); }) : null;
  $("list").replaceChildren(tabs, el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": t(table.name) }, el("table", {}, el("caption", { class: "offscreen", text: t(table.name) }), el("thead", {}, head), body)), ...(more ? [more] : []));
}

function tableRow(row) {
  return el("tr", { class: row.node === state.sel ? "on" : null }, row.cells.map((cell, k) => {
    const content = cell.node ? el("button", { type: "button", class: `link ${cell.node.kind}`, onclick: () => choose(cell.node) }, k === 0 ? badge(cell.node) : null, el("span", { text: cell.text }))
      : cell.url ? el("a", { href: cell.url, target: "_blank", rel: "noopener noreferrer", text: cell.text }) : cell.text;
    return el(k === 0 ? "th" : "td", k === 0 ? { scope: "row" } : { class: cell.class || null }, content);
  }));
}

/** A value for a spreadsheet, which must not take it for a formula. */
function csvCell(text) {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.split('"').join('""')}"` : safe;
}

function saveCsv() {
  const lines = [TABLES[table.name].columns.map((c) => t(c)), ...tableRows().map((row) => row.cells.map((c) => c.text))];
  const text = lines.map((cells) => cells.map(csvCell).join(",")).join("\r\n");
  download(`${fileName()}.csv`, new Blob(["\ufeff", text, "\r\n"], { type: "text/csv;charset=utf-8" }));
}
