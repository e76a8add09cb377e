// Lineage of units: a timeline on which every unit is a band, and bands join, part and go on where a change took effect.

const ROW = 38;
const MARGIN = { left: 16, right: 230, top: 40, bottom: 16 };

/** A date as a fraction of years; of "2020" the first day, or the last when it ends something. */
function moment(day, atEnd = false) {
  const [y, m = atEnd ? 12 : 1, d = atEnd ? 31 : 1] = day.split("-").map(Number);
  return y + (m - 1) / 12 + (d - 1) / 372;
}

const changeEdges = () => edges.filter((e) => isChange(e) && e.fact.date && shown.node[e.s] !== undefined && !state.off.has("unit"));

/** Families of units that changes tie together; around the chosen unit only its own, if it has one. */
function families(links) {
  const group = new Map();
  const root = (i) => { while (group.get(i) !== i) i = group.get(i); return i; };
  for (const e of links) for (const i of [e.s, e.t]) if (!group.has(i)) group.set(i, i);
  for (const e of links) group.set(root(e.s), root(e.t));
  const found = new Map();
  for (const i of group.keys()) {
    if (!found.has(root(i))) found.set(root(i), []);
    found.get(root(i)).push(i);
  }
  const name = (members) => {
    const last = members.filter((i) => !links.some((e) => e.s === i));
    return nodes[(last.length ? last : members).reduce((a, b) => (nodes[b].label.localeCompare(nodes[a].label, LANG) < 0 ? b : a))].label;
  };
  return [...found.values()].map((members) => ({ members, name: name(members), area: nodes[members[0]].area }))
    .sort((a, b) => a.area - b.area || b.members.length - a.members.length || a.name.localeCompare(b.name, LANG));
}

/** Rows for one family: what has no forebears gets a row of its own; what comes of others lies between them. */
function rowsOf(family, links) {
  const into = new Map(family.members.map((i) => [i, []])), out = new Map(family.members.map((i) => [i, []]));
  for (const e of links) if (into.has(e.t)) { into.get(e.t).push(e); out.get(e.s).push(e); }
  const row = new Map();
  let next = 0;
  const visit = (i, path) => {
    if (row.has(i) || path.has(i)) return;
    const before = into.get(i).map((e) => e.s).filter((s) => !path.has(s));
    before.sort((a, b) => nodes[a].label.localeCompare(nodes[b].label, LANG));
    for (const s of before) visit(s, new Set([...path, i]));
    // A unit that stood before the change keeps a row of its own, as do several that come of one.
    const founders = into.get(i).filter((e) => !e.fact.continuing.includes(i) && row.has(e.s)).map((e) => row.get(e.s));
    const alone = !founders.length || (before.length === 1 && out.get(before[0]).length > 1);
    row.set(i, alone ? next++ : founders.reduce((a, b) => a + b, 0) / founders.length);
  };
  const ends = family.members.filter((i) => !out.get(i).length).sort((a, b) => nodes[a].label.localeCompare(nodes[b].label, LANG));
  for (const i of [...ends, ...family.members]) visit(i, new Set());
  return { row, count: Math.max(1, next), into, out };
}

function drawLineage() {
  const place = $("lineage");
  const links = changeEdges();
  let groups = families(links);
  if (state.sel && groups.some((g) => g.members.includes(state.sel.i))) groups = groups.filter((g) => g.members.includes(state.sel.i));
  if (!groups.length) { place.replaceChildren(el("p", { class: "empty", text: t("noLineage") })); return; }
  const members = groups.flatMap((g) => g.members);
  const dates = links.filter((e) => members.includes(e.s)).map((e) => moment(e.fact.date));
  const from = Math.floor(dates.reduce((a, b) => Math.min(a, b))) - 3, to = Math.max(dates.reduce((a, b) => Math.max(a, b)) + 1, moment(LATEST, true) + 0.25);
  const wide = Math.max(760, place.clientWidth - 24);
  const x = (when) => MARGIN.left + ((when - from) / (to - from)) * (wide - MARGIN.left - MARGIN.right);
  let y = MARGIN.top;
  const bands = svg("g"), flows = svg("g", { class: "flows" }), words = svg("g");
  let area = null;
  for (const group of groups) {
    if (groups.length > 1 && group.area !== area) {
      area = group.area;
      y += 18;
      words.append(textAt(MARGIN.left, y, AREAS[area] && AREAS[area].hub ? AREAS[area].name : t("rest"), "lane-title"));
      y += 12;
    }
    const { row, count, into, out } = rowsOf(group, links);
    for (const i of group.members) unitBand(i, y + row.get(i) * ROW + ROW / 2, { x, from, to, into: into.get(i), out: out.get(i), bands, words });
    for (const e of links) if (row.has(e.s)) flows.append(flow(e, y, row, x));
    y += count * ROW + 10;
  }
  const picture = svg("svg", { width: wide, height: y + MARGIN.bottom, viewBox: `0 0 ${wide} ${y + MARGIN.bottom}`, role: "group", "aria-label": t("lineageTitle") },
    axis(x, from, to, y, dates), flows, bands, words);
  place.replaceChildren(el("p", { class: "muted", text: t("lineageHelp") }), el("div", { class: "scroll" }, picture));
}

function textAt(x, y, text, className, more = {}) {
  const node = svg("text", { x, y, class: className, ...more });
  node.textContent = text;
  return node;
}

function axis(x, from, to, high, dates) {
  const g = svg("g", { class: "axis" });
  const step = Math.max(1, Math.ceil((to - from) / 14));
  for (let year = from; year <= to; year += step) {
    g.append(svg("line", { x1: x(year), x2: x(year), y1: 26, y2: high }), textAt(x(year), 18, String(year), "year"));
  }
  for (const when of new Set(dates)) g.append(svg("line", { x1: x(when), x2: x(when), y1: 26, y2: high, class: "event" }));
  return g;
}

/** From its founding (or the edge of the picture) to its end; a fading start or end where no source gives the day. */
function unitBand(i, y, { x, from, to, into, out, bands, words }) {
  const node = nodes[i];
  const founding = into.filter((e) => !e.fact.continuing.includes(i));
  const born = founding.length ? founding.map((e) => moment(e.fact.date)).reduce((a, b) => Math.min(a, b)) : null;
  const whole = out.filter((e) => e.kind === "change" && !e.fact.continuing.includes(i));
  const died = whole.length ? whole.map((e) => moment(e.fact.date)).reduce((a, b) => Math.max(a, b)) : node.window[3] ? moment(node.window[3], true) : null;
  const start = x(born ?? from) + (born === null ? 0 : 14), end = Math.max(start + 10, x(died ?? to));
  const open = out.concat(into).some((e) => e.fact.status !== "official" && e.fact.status !== "reported");
  const go = () => choose(node);
  const band = svg("g", {
    class: `band${died === null ? "" : " ended"}${open ? " open" : ""}${state.sel === node ? " on" : ""}`, tabindex: 0, role: "button", "aria-label": node.label,
    onclick: go, onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); go(); } },
  });
  band.append(svg("rect", { x: start, y: y - 6, width: end - start, height: 12, rx: 6 }));
  if (born === null) band.append(svg("line", { x1: start - 12, x2: start - 2, y1: y, y2: y, class: "dots" }));
  if (died === null) band.append(svg("path", { d: `M${end + 2},${y - 6} l9,6 l-9,6`, class: "on-going" }));
  bands.append(band);
  const right = died === null && end - start < 150;
  const name = svg("tspan", { class: `unit-name${node.gone ? " gone" : ""}`, onclick: go });
  name.textContent = cut(node.label, 34);
  const line = textAt(right ? end + 16 : start + 4, right ? y + 4 : y - 10, "", "lane");
  line.append(name);
  if (born !== null) {
    // The day, and the act where the band is long enough to write it on.
    const law = founding[0].fact.laws[0] && end - start > 340 ? ` · ${cut(founding[0].fact.laws[0], 30)}` : "";
    const date = svg("tspan", { dx: 8, class: "date" });
    date.textContent = showDate(founding[0].fact.date) + law;
    line.append(date);
  }
  words.append(line);
}

function flow(e, top, row, x) {
  const when = x(moment(e.fact.date)), a = top + row.get(e.s) * ROW + ROW / 2, b = top + row.get(e.t) * ROW + ROW / 2;
  return svg("path", { d: `M${when - 8},${a} C${when + 6},${a} ${when},${b} ${when + 16},${b}`, class: e.kind === "part-change" ? "part" : "" });
}
