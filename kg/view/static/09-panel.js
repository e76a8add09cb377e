// The panel: who or what it is, posts over time, and for each fact the sentence, the paper, the date, how sure.

const badge = (node) => el("i", { class: `badge ${node.kind}${node.gone ? " gone" : ""}`, "aria-hidden": "true" });

function nodeButton(node, extra = "") {
  return el("button", { type: "button", class: `link ${node.kind}`, "data-node": node.id, onclick: () => choose(node) }, badge(node), el("span", { text: node.label }), extra ? el("small", { text: extra }) : null);
}

const action = (text, onclick, more = {}) => el("button", { type: "button", class: "action", text, onclick, ...more });

function showPanel() {
  const panel = $("panel");
  const content = pathFound ? pathPanel() : state.sel ? nodePanel(state.sel) : overviewPanel();
  panel.replaceChildren(...content.filter(Boolean));
  panel.scrollTop = 0;
  document.body.classList.toggle("has-selection", Boolean(state.sel));
}

function kindCounts() {
  const counts = KINDS.map((kind) => nodes.filter((n) => n.kind === kind).length);
  return [["persons", 0], ["bodies", 1], ["units", 2], ["places", 3]].filter(([, k]) => counts[k]).map(([name, k]) => `${number(counts[k])} ${t(name)}`);
}

/** What this page does not show, said where it is read first. */
function leftOut() {
  const out = [];
  if (nodes.length < DATA.total) out.push(t("shown", number(nodes.length), number(DATA.total)));
  if (DATA.unsettled) out.push(t("unsettled", number(DATA.unsettled)));
  if (DATA.doubtful) out.push(t("doubtfulShown"));
  if (DATA.asOf) out.push(t("asOf", showDate(DATA.asOf)));
  return out.map((text) => el("p", { class: "note", text }));
}

function overviewPanel() {
  const listed = AREAS.filter((a) => a.members.length > 1).sort((a, b) => Number(!a.hub) - Number(!b.hub) || b.members.length - a.members.length || a.name.localeCompare(b.name, LANG));
  const latest = facts.map((f, i) => ({ f, i, day: f.evidence.map((e) => (e.source && typeof e.start === "number" ? e.source.issued : "")).reduce((a, b) => (b > a ? b : a), "") }))
    .filter((x) => x.day && x.f.kind !== "link").sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : a.i - b.i)).slice(0, 4);
  return [
    el("h2", { text: t("overview") }),
    el("p", { class: "lead", text: t("counts", kindCounts().join(", "), number(facts.length), number(sources.length)) }),
    ...leftOut(),
    el("p", { class: "muted", text: t("help") }),
    el("h3", { text: t("areas") }),
    el("div", { class: "areas" }, listed.slice(0, 12).map(areaButton), listed.length > 12 ? el("details", {}, el("summary", { text: t("more", number(listed.length - 12)) }), listed.slice(12).map(areaButton)) : null),
    el("p", { class: "note", text: t("areasNote") + (FOLDING ? ` ${t("foldNote")}` : "") }),
    latest.length ? el("h3", { text: t("latest") }) : null,
    ...latest.map(({ f }) => factCard(f, null)),
  ];
}

function areaButton(area) {
  const open = FOLDING && state.open.has(area.index);
  return el("button", {
    type: "button", class: "area", "aria-expanded": FOLDING ? String(open) : null, onclick: () => {
      if (open) closeArea(area);
      else openArea(area);
      const same = $("panel").querySelector(`[data-area="${area.index}"]`);
      if (same) same.focus();
    }, "data-area": area.index,
  }, el("span", { text: areaTitle(area) }), el("small", { text: number(area.members.length) }));
}

/** An area's name; of two of one name, each with its days, where these tell them apart. */
function areaTitle(area) {
  if (!area.hub) return t("rest");
  const days = daysOf(area);
  const apart = days && AREAS.some((a) => a !== area && a.name === area.name && daysOf(a) !== days);
  return apart ? `${area.name} (${days})` : area.name;
}

function daysOf(area) {
  const [, , from, until] = (area.hub && area.hub.window) || [];
  return from || until ? `${(from || "…").slice(0, 4)}–${(until || "").slice(0, 4)}` : "";
}

const lifeOf = (node) => period({ window: node.window, start: "", end: "" });

function nodePanel(node) {
  return [
    el("div", { class: "actions" },
      state.ego ? action(t("back"), () => change({ ego: false, sel: null })) : action(t("ego"), () => change({ ego: true, hops: 1, view: "map" })),
      state.ego ? action(state.hops > 1 ? t("narrower") : t("wider"), () => change({ hops: state.hops > 1 ? 1 : 2 })) : null,
      action(t("path"), () => { change({ picking: true, view: "map" }); $("search").value = ""; $("search").focus(); }, { "aria-pressed": String(state.picking) }),
      action(t("copy"), copyLink),
      el("button", { type: "button", class: "action close", "aria-label": t("close"), text: "✕", onclick: () => change({ sel: null, ego: false }) })),
    state.picking ? el("p", { class: "picking", text: t("pickHint") }) : null,
    el("p", { class: `kind ${node.kind}` }, node.kind === "person" ? t("person") : `${t(node.kind)} · ${node.kindLabel}`),
    el("h2", { text: node.label }),
    aboutNode(node),
    node.kind === "person" ? timeline(node) : null,
    ...factSections(node),
    ...relationSections(node),
  ];
}

function aboutNode(node) {
  const parts = [];
  const names = node.names.filter((n) => searchKey(n) !== searchKey(node.label));
  if (names.length) parts.push(t("alsoKnown", names.slice(0, 4).join(", ")));
  if (node.kind === "unit") {
    const life = lifeOf(node);
    if (life) parts.push(`${t("existed")}: ${life}`);
    if (node.gone) parts.push(t("gone"));
    if (node.gso) parts.push(t("gso", node.gso));
  }
  return parts.length ? el("p", { class: "muted", text: parts.join(" · ") }) : null;
}

/** The node's own facts, posts first, the latest first. */
function factSections(node) {
  const groups = [[node.kind === "person" ? "posts" : "holders", ["post"]], ["changes", ["change", "part-change"]]];
  const out = [];
  for (const [title, kinds] of groups) {
    const own = new Map();
    for (const e of node.edges) if (e.fact && kinds.includes(e.kind) && !own.has(e.fact)) own.set(e.fact, e);
    const list = [...own].sort((a, b) => (lastDay(b[0]) > lastDay(a[0]) ? 1 : lastDay(b[0]) < lastDay(a[0]) ? -1 : 0));
    if (list.length) out.push(el("h3", { text: t(title) }, el("small", { text: number(list.length) })), ...list.map(([fact]) => factCard(fact, node)));
  }
  return out;
}

const lastDay = (fact) => fact.date || fact.window[1] || fact.window[0] || "";

function relationSections(node) {
  const out = [];
  for (const kind of ["of-unit", "part-of", "under", "in"]) {
    for (const [side, way] of [["s", "fwd"], ["t", "back"]]) {
      const list = node.edges.filter((e) => e.kind === kind && e[side] === node.i);
      if (!list.length) continue;
      const told = list.filter((e) => e.fact && e.fact.evidence.length);
      list.sort((a, b) => Number(other(a, node).gone) - Number(other(b, node).gone) || other(a, node).label.localeCompare(other(b, node).label, LANG));
      out.push(el("h3", { text: t(`${way}.${kind}`) }, el("small", { text: number(list.length) })), folded(list.map((e) => nodeButton(other(e, node), e.fact ? period(e.fact) : "")), 12));
      if (told.length) out.push(el("details", { class: "told" }, el("summary", { text: t("moreSources", number(told.length)) }), told.slice(0, 40).map((e) => factCard(e.fact, node))));
    }
  }
  if (!out.length && !node.edges.length) out.push(el("p", { class: "muted", text: t("noFacts") }));
  return out;
}

/** A list of which the first `limit` show at once. */
function folded(items, limit) {
  const rest = items.slice(limit);
  return el("div", { class: "links" }, items.slice(0, limit), rest.length ? el("details", {}, el("summary", { text: t("more", number(rest.length)) }), rest) : null);
}

/** One fact: what it says, when, how settled, and the passages that say so. */
function factCard(fact, node) {
  const [first, ...more] = fact.evidence;
  const names = wordsOf(fact);
  return el("article", { class: `fact ${fact.status}` },
    el("div", { class: "what" }, factHead(fact, node)),
    el("p", { class: "when" }, el("span", { text: whenText(fact) }), statusChip(fact)),
    fact.laws.length ? el("p", { class: "law", text: `${t("law")}: ${fact.laws.join("; ")}` }) : null,
    first ? passage(first, names) : null,
    more.length ? el("details", {}, el("summary", { text: t("moreSources", number(more.length)) }), more.map((e) => passage(e, names))) : null);
}

const whenText = (fact) => (fact.kind === "change" ? (fact.date ? t("effective", showDate(fact.date)) : t("undated")) : period(fact) || t("undated"));

const statusChip = (fact) => el("span", { class: `chip ${fact.status}`, text: t(fact.status) });

function factHead(fact, node) {
  const own = edges.filter((e) => e.fact === fact);
  if (fact.kind === "tenure") {
    const e = own[0];
    return [node === nodes[e.s] ? null : nodeButton(nodes[e.s]), el("strong", { text: roleOf(fact) }), node === nodes[e.t] ? null : nodeButton(nodes[e.t])];
  }
  if (fact.kind === "change") {
    const old = [...new Set(own.map((e) => e.s))], new_ = [...new Set(own.map((e) => e.t))];
    return [old.map((i) => nodeButton(nodes[i], own.find((e) => e.s === i).kind === "part-change" ? t("partOfIt") : "")), el("span", { class: "arrow", text: "→", "aria-label": t("became") }), new_.map((i) => nodeButton(nodes[i]))];
  }
  const e = own[0];
  return [nodeButton(nodes[e.s]), el("span", { class: "muted", text: t(`rel.${e.kind}`) }), nodeButton(nodes[e.t])];
}

/** The words of a fact to look for in its sentence: names, their short forms, the role, the year. */
function wordsOf(fact) {
  const words = new Set();
  for (const e of edges) {
    if (e.fact !== fact) continue;
    for (const node of [nodes[e.s], nodes[e.t]]) {
      words.add(node.label);
      for (const name of node.names) words.add(name);
      if (node.kind === "unit") words.add(node.label.replace(/^\S+\s+/, ""));
    }
  }
  if (fact.what && fact.kind === "tenure") words.add(fact.what);
  if (fact.date) words.add(fact.date.slice(0, 4));
  return [...words, " "];
}

/** A passage and where it stands; the sentence is the largest thing on the card. */
function passage(e, words) {
  const s = e.source;
  const name = s ? [s.publisher, s.label].filter(Boolean).join(": ") || t("source") : t("source");
  const title = s && s.url ? el("a", { href: s.url, target: "_blank", rel: "noopener noreferrer", text: name }) : el("cite", { text: name });
  const small = [];
  if (typeof e.confidence === "number") small.push(meter(e.confidence));
  if (e.held && e.held !== "current") small.push(el("span", { text: t(`held.${e.held}`) }));
  if (e.speaker) small.push(el("span", { text: t("speaker", e.speaker) }));
  if (e.rule) small.push(el("span", { class: "rule", text: `${t("rule")}: ${cut(e.rule, 60)}` }));
  return el("figure", {}, el("blockquote", {}, ...marked(e.quote, words)), el("figcaption", {}, el("span", { class: "src" }, title, " · ", el("time", { text: showDate(s && s.issued) })), el("span", { class: "proof" }, small)));
}

function meter(value) {
  const percent = Math.round(Math.min(1, Math.max(0, value)) * 100);
  const bar = svg("svg", { class: "meter", viewBox: "0 0 40 5", "aria-hidden": "true" }, svg("rect", { width: 40, height: 5, rx: 2.5, class: "whole" }), svg("rect", { width: percent * 0.4, height: 5, rx: 2.5, class: percent < 50 ? "part low" : "part" }));
  return el("span", { class: "certainty", title: t("certainty") }, bar, el("span", { text: `${percent}%`, "aria-label": `${t("certainty")}: ${percent}%` }));
}

/** Posts over time: solid where a source is certain, a thin line where the post may have been held. */
function timeline(node) {
  const posts = node.edges.filter((e) => e.kind === "post");
  if (!posts.length || !CURRENT_YEARS) return null;
  const [from, to] = [CURRENT_YEARS[0], CURRENT_YEARS[1] + 1];
  const x = (day, fallback) => {
    if (!day) return fallback;
    const [y, m = 1, d = 1] = day.split("-").map(Number);
    return Math.min(340, Math.max(0, ((y + (m - 1) / 12 + (d - 1) / 365 - from) / (to - from)) * 340));
  };
  const picture = svg("svg", { class: "timeline", viewBox: `0 0 340 ${posts.length * 30 + 22}`, role: "img", "aria-label": t("timeline") });
  posts.sort((a, b) => (lastDay(a.fact) > lastDay(b.fact) ? -1 : 1)).forEach((e, k) => {
    const [kf, ku, nb, na] = e.fact.window, y = k * 30 + 20;
    const outer = [x(nb || e.fact.start, 0), x(na || e.fact.end, 340)], inner = [x(kf, null), x(ku || kf, null)];
    picture.append(svg("line", { x1: outer[0], x2: outer[1], y1: y, y2: y, class: nb || na ? "possible" : "possible open" }));
    if (kf) picture.append(svg("rect", { x: Math.max(0, Math.min(334, inner[0] - 3)), y: y - 3, width: Math.max(6, inner[1] - inner[0] + 3), height: 6, rx: 3, class: `certain ${e.fact.status}` }));
    const label = svg("text", { x: 0, y: y - 7 });
    label.textContent = cut(`${roleOf(e.fact)}, ${nodes[e.t].label}`, 54);
    picture.append(label);
  });
  const step = Math.max(1, Math.ceil((to - from) / 6));
  for (let year = from; year < to; year += step) {
    const tick = svg("text", { x: ((year - from) / (to - from)) * 340, y: posts.length * 30 + 18, class: "tick" });
    tick.textContent = String(year);
    picture.append(tick);
  }
  return picture;
}

function pathPanel() {
  const { nodes: chain, edges: links } = pathFound;
  return [
    el("div", { class: "actions" }, action(t("back"), () => change({ to: null, sel: null })), action(t("copy"), copyLink)),
    el("p", { class: "kind", text: t("pathTitle") + (links.length ? ` · ${t("pathSteps", links.length)}` : "") }),
    el("h2", { text: `${state.sel.label} — ${state.to.label}` }),
    links.length ? null : el("p", { text: t("noPath") }),
    el("ol", { class: "path" }, links.map((e, k) => el("li", {},
      el("p", { class: "step" }, nodeButton(chain[k]), el("span", { class: "muted", text: e.s === chain[k].i ? edgeWord(e) : `← ${edgeWord(e)}` }), nodeButton(chain[k + 1])),
      e.fact && e.fact.evidence.length ? passage(e.fact.evidence[0], wordsOf(e.fact)) : null))),
  ];
}

async function copyLink(event) {
  const button = event.currentTarget;
  try { await navigator.clipboard.writeText(location.href); } catch {
    const field = el("textarea", { class: "offscreen" });
    field.value = location.href;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  button.textContent = t("copied");
  setTimeout(() => { button.textContent = t("copy"); }, 1500);
}
