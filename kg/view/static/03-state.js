// What the reader has chosen. One object, written to the address after # and read back from it, whatever stands there.

const state = {
  view: "map",      // map | lineage | list
  sel: null,        // selected node
  ego: false,       // only what is around the selected node
  hops: 1,
  to: null,         // other end of a path
  year: null,
  off: new Set(),   // kinds switched off
  picking: false,   // the next node chosen is the end of a path
};
let shown = visibility(null, state.off);
let pathFound = null;

const VIEWS = ["map", "lineage", "list"];

function writeHash() {
  const parts = [];
  const put = (name, value) => parts.push(`${name}=${encodeURIComponent(value)}`);
  if (state.view !== "map") put("v", state.view);
  if (state.sel) put("s", state.sel.id);
  if (state.ego) put("e", state.hops);
  if (state.to) put("t", state.to.id);
  if (state.year !== null) put("y", state.year);
  if (state.off.size) put("k", [...state.off].sort().join("."));
  const hash = parts.length ? `#${parts.join("&")}` : "";
  if (hash !== location.hash) history.replaceState(null, "", hash || location.pathname + location.search);
}

/** The state that an address asks for; anything it cannot mean falls back to the start. */
function readHash() {
  const asked = new Map();
  for (const part of location.hash.slice(1).split("&")) {
    const at = part.indexOf("=");
    if (at < 1) continue;
    try { asked.set(part.slice(0, at), decodeURIComponent(part.slice(at + 1))); } catch { /* not an address of ours */ }
  }
  state.view = VIEWS.includes(asked.get("v")) ? asked.get("v") : "map";
  state.sel = byId.get(asked.get("s")) || null;
  state.to = (state.sel && byId.get(asked.get("t"))) || null;
  state.ego = Boolean(state.sel && !state.to && asked.has("e"));
  state.hops = asked.get("e") === "2" ? 2 : 1;
  const year = Number(asked.get("y"));
  state.year = CURRENT_YEARS && Number.isInteger(year) && year >= CURRENT_YEARS[0] && year <= CURRENT_YEARS[1] ? year : null;
  const off = (asked.get("k") || "").split(".").filter((k) => KINDS.includes(k));
  state.off = new Set(off.length < KINDS.length ? off : []);
  state.picking = false;
}

const listeners = [];
const onChange = (listener) => listeners.push(listener);

/** Take on new values and tell every part of the page. */
function change(values) {
  const before = { ...state };
  Object.assign(state, values);
  if (!state.sel) Object.assign(state, { ego: false, to: null, picking: false });
  if (state.to) state.ego = false;
  refresh(before);
  writeHash();
}

function refresh(before) {
  shown = visibility(state.year, state.off);
  pathFound = state.sel && state.to ? findPath(state.sel, state.to) : null;
  for (const listener of listeners) listener(before);
}

/** Choose a node: the end of a path if one is being looked for, else what the panel speaks of. */
function choose(node, asTarget = false) {
  if ((state.picking || asTarget) && state.sel && node !== state.sel) change({ to: node, picking: false, view: "map" });
  else change({ sel: node, to: null, picking: false, ego: state.ego && state.view === "map" });
}

/** The path of fewest steps; among equals the one through the least connected nodes, so that it says most. */
function findPath(from, to) {
  const cost = new Map([[from.i, 0]]);
  const back = new Map();
  let ring = [from.i];
  for (let depth = 0; ring.length && !back.has(to.i) && depth < 40; depth += 1) {
    const next = new Map();
    for (const i of ring) {
      for (const e of nodes[i].edges) {
        const o = other(e, nodes[i]);
        if (!shown.edge[e.i] || (cost.has(o.i) && !next.has(o.i))) continue;
        const price = cost.get(i) + Math.log2(1 + o.edges.length) - (e.fact ? 0.5 : 0);
        if (!next.has(o.i) || price < cost.get(o.i)) { cost.set(o.i, price); next.set(o.i, e); back.set(o.i, e); }
      }
    }
    ring = [...next.keys()].sort((a, b) => a - b);
  }
  if (!back.has(to.i)) return { nodes: [from, to], edges: [] };
  const chain = [to], links = [];
  while (chain[0] !== from) {
    const e = back.get(chain[0].i);
    links.unshift(e);
    chain.unshift(other(e, chain[0]));
  }
  return { nodes: chain, edges: links };
}
