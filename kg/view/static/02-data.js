// The graph as the page works with it: nodes, facts, edges, who is next to whom, and what is visible in a year.

const KINDS = ["person", "body", "unit", "place"];
const RELATIONS = ["post", "change", "part-change", "of-unit", "part-of", "under", "in"];
const FIRST_DAY = "0001-01-01";
const LAST_DAY = "9999-12-31";

const sources = DATA.sources.map(([label, issued, url, publisher]) => ({ label, issued, url: safeUrl(url), publisher }));

const facts = DATA.facts.map((f) => ({
  kind: f.k, label: f.l || "", status: f.s, window: f.w || [], what: f.r || "", code: f.c || "",
  start: f.a || "", end: f.z || "", date: f.d || "", laws: f.j || [], continuing: f.g || [],
  evidence: f.e.map(([quote, source, confidence, held, speaker, rule, start, end]) => (
    { quote, source: sources[source], confidence, held, speaker, rule, start, end })),
}));

const nodes = DATA.nodes.map(([id, kind, code, label, names, gso, window, area, x, y], i) => ({
  i, id, kind: KINDS[kind], code, label, names: names || [], gso: gso || "", window: window || [], area, x, y,
  edges: [], key: "", tier: 0,
}));

const edges = DATA.edges.map(([source, target, kind, fact], i) => (
  { i, s: source, t: target, kind: RELATIONS[kind], fact: fact < 0 ? null : facts[fact], bend: 0 }));

for (const edge of edges) {
  nodes[edge.s].edges.push(edge);
  nodes[edge.t].edges.push(edge);
}

// Edges between the same two nodes bend apart.
const pairs = new Map();
for (const edge of edges) {
  const pair = edge.s < edge.t ? `${edge.s} ${edge.t}` : `${edge.t} ${edge.s}`;
  if (!pairs.has(pair)) pairs.set(pair, []);
  pairs.get(pair).push(edge);
}
for (const [, same] of pairs) {
  same.forEach((edge, k) => { edge.bend = (k - (same.length - 1) / 2) * (edge.s < edge.t ? 1 : -1); });
}

// Units that changes tie together bear one name, so that they can stand side by side.
for (const node of nodes) node.family = node.label;
for (let again = true, rounds = 0; again && rounds < 50; rounds += 1) {
  again = false;
  for (const e of edges) {
    if (e.kind !== "change" || nodes[e.s].family === nodes[e.t].family) continue;
    const least = nodes[e.s].family < nodes[e.t].family ? nodes[e.s].family : nodes[e.t].family;
    nodes[e.s].family = least;
    nodes[e.t].family = least;
    again = true;
  }
}

const PROVINCES = new Set(["tinh", "tp-tw"]);
const DISTRICTS = new Set(["huyen", "quan", "thi-xa", "thanh-pho"]);
for (const node of nodes) {
  const unit = node.kind === "unit";
  node.tier = unit ? (PROVINCES.has(node.code) ? 4 : DISTRICTS.has(node.code) ? 3 : 2) : node.kind === "person" ? 0 : 1;
  node.key = [node.label, ...node.names].map(searchKey);
  node.words = node.key[0].split(" ");
  node.kindLabel = DATA.kinds[node.code] || t(node.kind);
}

const byId = new Map(nodes.map((n) => [n.id, n]));
const other = (edge, node) => nodes[edge.s === node.i ? edge.t : edge.s];

// The latest day that anything here speaks of: what ended before it is drawn hollow.
const days = [DATA.asOf, ...sources.map((s) => s.issued), ...facts.filter((f) => f.kind === "change").map((f) => f.date)].filter(Boolean);
const LATEST = days.reduce((a, b) => (b > a ? b : a), "");
for (const node of nodes) node.gone = Boolean(node.kind === "unit" && node.window[3] && node.window[3] < LATEST);

const CURRENT_YEARS = (() => {
  const found = [];
  for (const f of facts) {
    if (f.status === "planned" || f.kind === "link") continue;
    for (const d of [f.window[0], f.window[1], f.date, f.start]) if (yearOf(d)) found.push(yearOf(d));
  }
  if (found.length) for (const s of sources) if (yearOf(s.issued)) found.push(yearOf(s.issued));
  return found.length ? [found.reduce((a, b) => Math.min(a, b)), found.reduce((a, b) => Math.max(a, b))] : null;
})();

const isOpen = (fact) => fact.status === "planned" || fact.status === "doubtful" || fact.status === "disputed";

// Who is known by open facts alone, and what only a plan would found, must not look like the rest.
for (const node of nodes) {
  const own = node.edges.filter((e) => (node.kind === "person" ? e.kind === "post" : e.t === node.i && (e.kind === "change" || e.kind === "part-change")));
  const settled = node.kind !== "person" && (node.kind !== "unit" || node.gso || node.window[0]);
  node.unsure = !settled && own.length > 0 && own.every((e) => isOpen(e.fact));
}

/** 2 = certainly on some day of the year, 1 = possibly, 0 = impossible. */
function inYear(window, year) {
  const [knownFrom, knownUntil, notBefore, notAfter] = window;
  const first = `${year}-01-01`, last = `${year}-12-31`;
  if ((notBefore || FIRST_DAY) > last || (notAfter || LAST_DAY) < first) return 0;
  if (knownFrom && knownFrom <= last && (knownUntil || knownFrom) >= first) return 2;
  return 1;
}

/** Shown states of nodes and edges (0 hidden, 1 uncertain, 2 plain) for a year (or null) and the kinds switched off. */
function visibility(year, off) {
  const ending = new Set();
  const node = new Uint8Array(nodes.length);
  const edge = new Uint8Array(edges.length);
  for (const n of nodes) node[n.i] = year === null || n.kind === "person" ? 2 : unitInYear(n, year);
  // In the year of a change the units before it still show, hollow, with the arrow to what came of them.
  for (const e of edges) {
    if (year !== null && isChange(e) && yearOf(e.fact.date) === year && !node[e.s]) { node[e.s] = 1; ending.add(e.s); }
  }
  // A body is there while its unit is.
  for (const e of edges) if (year !== null && e.kind === "of-unit") node[e.s] = ending.has(e.t) ? 0 : Math.min(node[e.s], node[e.t]);
  for (const e of edges) edge[e.i] = Math.min(edgeInYear(e, year), node[e.s] ? 2 : 0, node[e.t] ? 2 : 0);
  if (year !== null) {
    for (const n of nodes) {
      if (n.kind === "person") node[n.i] = n.edges.reduce((best, e) => Math.max(best, edge[e.i]), n.edges.length ? 0 : 2);
    }
  }
  for (const n of nodes) if (n.unsure) node[n.i] = Math.min(1, node[n.i]);
  for (const n of nodes) if (off.has(n.kind)) node[n.i] = 0;
  for (const e of edges) if (!node[e.s] || !node[e.t]) edge[e.i] = 0;
  return { node, edge, ending };
}

function unitInYear(node, year) {
  if (node.kind !== "unit") return 2;
  const state = inYear(node.window, year);
  // Without any bound the register simply does not say; that is no reason to draw a unit as uncertain.
  return state === 1 && !node.window.some(Boolean) ? 2 : state === 1 && !node.window[0] ? 2 : state;
}

const isChange = (edge) => edge.kind === "change" || edge.kind === "part-change";

function edgeInYear(edge, year) {
  const open = edge.fact && isOpen(edge.fact);
  if (year === null) return open ? 1 : 2;
  if (isChange(edge)) return yearOf(edge.fact.date) === null || yearOf(edge.fact.date) <= year ? (open ? 1 : 2) : 0;
  if (edge.kind !== "post") return 2;
  const state = inYear(edge.fact.window, year);
  return state === 2 && open ? 1 : state;
}

/** Whether every passage speaks of the post as one held before. */
const isPast = (fact) => fact.evidence.length > 0 && fact.evidence.every((e) => e.held === "former" || e.held === "dismissed");
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
/** "Bí thư", or "Nguyên Bí thư": a post that all sources call a former one is never shown as if it were held. */
const roleOf = (fact) => (fact.what ? (isPast(fact) ? `${t("former")} ${capital(fact.what)}` : capital(fact.what)) : "");

/** What a reader may say of the days of a fact, never more than the sources do. */
function period(fact) {
  const [from, until, notBefore, notAfter] = fact.window;
  const parts = [];
  if (fact.start) parts.push(t("from", showDate(fact.start)));
  if (fact.end) parts.push(t("to", showDate(fact.end)));
  if (parts.length) parts[parts.length - 1] += ` (${t("byText")})`;
  if (from && until && from === notBefore && until === notAfter) return [...parts, `${t("from", showDate(from))} ${t("to", showDate(until))}`].join(" · ");
  if (from && until && from === until) parts.push(t("onDay", showDate(from)));
  else if (from && until) parts.push(t("between", showDate(from), showDate(until)));
  else if (from) parts.push(t("since", showDate(from)));
  else if (until) parts.push(t("until", showDate(until)));
  if (notBefore && !fact.start && notBefore !== from) parts.push(t("notBefore", showDate(notBefore)));
  if (notAfter && !fact.end && notAfter !== until) parts.push(t("notAfter", showDate(notAfter)));
  return parts.join(" · ");
}

function shortPeriod(fact) {
  const from = fact.start || fact.window[0], until = fact.end || fact.window[1];
  if (!from && !until) return "";
  const a = from ? from.slice(0, 4) : "…", b = until ? until.slice(0, 4) : "…";
  return a === b ? a : `${a}–${b}`;
}
