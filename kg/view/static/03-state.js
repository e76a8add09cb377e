// What the reader has chosen. One object, written to the address after # and read back from it, whatever stands there.

const state = {
  view: "map",      // map | lineage | list
  sel: null,        // selected node
  ego: false,       // only what is around the selected node
  hops: 1,
  to: null,         // other end of a path
  year: null,
  off: new Set(),   // kinds switched off
  open: new Set(),  // areas of a large page that the reader has opened, by number
  step: null,       // of the story, from 0
  picking: false,   // the next node chosen is the end of a path
};
let shown = visibility(null, state.off);
let pathFound = null;

const VIEWS = ["map", "lineage", "list"];

/** The parts of the address that say what the reader has chosen. */
function addressOf(what) {
  const parts = [];
  const put = (name, value) => parts.push(`${name}=${encodeURIComponent(value)}`);
  if (what.view !== "map") put("v", what.view);
  if (what.sel) put("s", what.sel.id);
  if (what.ego) put("e", what.hops);
  if (what.to) put("t", what.to.id);
  if (what.year !== null) put("y", what.year);
  const open = [...what.open].map((i) => (AREAS[i].hub ? AREAS[i].hub.id : "")).sort();
  if (open.length) put("o", open.join("~"));
  if (what.off.size) put("k", [...what.off].sort().join("."));
  return parts.join("&");
}

/** Keep the address in step; a step of the story as it was written needs but its number. */
function writeHash() {
  const address = addressOf(state);
  const step = state.step === null ? "" : `n=${state.step + 1}`;
  const written = step && address === addressOf(readState(STORY[state.step].hash));
  // "v=map" tells a step in which the reader has gone back to the start from the step itself.
  const hash = [step, written ? "" : address || (step && "v=map")].filter(Boolean).join("&");
  if (`#${hash}` !== location.hash) history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
}

/** The state that an address asks for; anything it cannot mean falls back to the start. */
function readState(address) {
  const asked = new Map();
  for (const part of address.split("&")) {
    const at = part.indexOf("=");
    if (at < 1) continue;
    try { asked.set(part.slice(0, at), decodeURIComponent(part.slice(at + 1))); } catch { /* not an address of ours */ }
  }
  const sel = byId.get(asked.get("s")) || null, to = (sel && byId.get(asked.get("t"))) || null;
  const year = Number(asked.get("y"));
  const off = (asked.get("k") || "").split(".").filter((k) => KINDS.includes(k));
  const open = asked.has("o") ? asked.get("o").split("~") : [];
  const step = Number(asked.get("n")) - 1;
  return {
    view: VIEWS.includes(asked.get("v")) ? asked.get("v") : "map",
    sel, to, ego: Boolean(sel && !to && asked.has("e")), hops: asked.get("e") === "2" ? 2 : 1,
    year: CURRENT_YEARS && Number.isInteger(year) && year >= CURRENT_YEARS[0] && year <= CURRENT_YEARS[1] ? year : null,
    off: new Set(off.length < KINDS.length ? off : []),
    open: withOpen(new Set(AREAS.filter((a) => open.includes(a.hub ? a.hub.id : "")).map((a) => a.index)), sel, to),
    step: asked.has("n") && STORY[step] ? step : null,
    picking: false,
  };
}

/** Take on what the address says; a step alone means that step as it was written, and nothing its beginning. */
function readHash() {
  const asked = readState(location.hash.slice(1));
  const plain = asked.step !== null && !location.hash.includes("&");
  if (plain) Object.assign(asked, readState(STORY[asked.step].hash), { step: asked.step });
  if (!location.hash && STORY.length) Object.assign(asked, readState(STORY[0].hash), { step: 0 });
  Object.assign(state, asked);
}

const listeners = [];
const onChange = (listener) => listeners.push(listener);

/** Take on new values and tell every part of the page. */
function change(values) {
  const before = { ...state };
  Object.assign(state, values);
  if (!state.sel) Object.assign(state, { ego: false, to: null, picking: false });
  if (state.to) state.ego = false;
  state.open = withOpen(state.open, state.sel, state.to);
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
