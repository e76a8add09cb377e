// Drawing in world coordinates on anything with the canvas interface: areas, edges, nodes, labels that never collide.

const X = new Float64Array(nodes.map((n) => n.x));
const Y = new Float64Array(nodes.map((n) => n.y));
// Radius by tier in CSS pixels at scale 1, and the least part of it that stays on screen: from afar, units speak.
const SIZE = [7.5, 8.5, 10, 15, 20];
const LEAST = [0.3, 0.32, 0.42, 0.5, 0.56];
const FONT = '"Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, "Liberation Sans", sans-serif';
let ink = {};
let hovered = null;

function readInk() {
  const style = getComputedStyle(document.documentElement);
  const names = ["paper", "area", "area-line", "area-name", "ink", "ink-2", "line", "person", "body", "unit", "place", "change", "on", "focus", "dim"];
  ink = Object.fromEntries(names.map((n) => [n, style.getPropertyValue(`--${n}`).trim()]));
}

/** Radius in world units: nodes grow slower than the drawing, and never below what an eye can find. */
function radius(node, scale) {
  // A province or district that is no more stands back behind the one that came of it.
  const tier = node.tier > 2 && node.gone ? node.tier - 1 : node.tier;
  const onScreen = SIZE[tier] * Math.min(1.75, Math.max(LEAST[tier], Math.sqrt(scale)));
  return (onScreen * (node === state.sel ? 1.25 : 1)) / scale;
}

/** What stands out: all nodes (null), or the chosen ones with their edges. */
function focusSet() {
  if (pathFound) return { nodes: new Set(pathFound.nodes.map((n) => n.i)), edges: new Set(pathFound.edges.map((e) => e.i)) };
  const node = state.sel || hovered;
  if (!node || scene.kind === "ego") return null;
  const found = { nodes: new Set([node.i]), edges: new Set() };
  for (const e of node.edges) if (shown.edge[e.i]) { found.edges.add(e.i); found.nodes.add(other(e, node).i); }
  return found;
}

// The current picture: the whole map, or an arrangement around one node, or a path; `edges` null = all.
let scene = { kind: "all", members: null, edges: null, tree: null };
const inScene = (i) => shown.node[i] > 0 && (scene.members === null ? !isDot(i) : scene.members.has(i));

function drawAreas(ctx, scale) {
  if (scene.kind !== "all") return;
  for (const area of AREAS) {
    if (!area.hull || !(area.hub || isFolded(area)) || !area.members.some((i) => shown.node[i])) continue;
    ctx.beginPath();
    smoothLoop(ctx, area.hull);
    ctx.fillStyle = ink.area;
    ctx.fill();
    ctx.lineWidth = 1 / scale;
    ctx.strokeStyle = ink["area-line"];
    ctx.stroke();
  }
  drawDots(ctx, scale);
}

/** A closed curve through the middles of a loop's sides, with its corners as control points. */
function smoothLoop(ctx, loop) {
  const middle = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const start = middle(loop[loop.length - 1], loop[0]);
  ctx.moveTo(start[0], start[1]);
  loop.forEach((corner, k) => {
    const end = middle(corner, loop[(k + 1) % loop.length]);
    ctx.quadraticCurveTo(corner[0], corner[1], end[0], end[1]);
  });
  ctx.closePath();
}

const EDGE_STYLE = {
  post: { color: "person", width: 1.2, alpha: 0.62 },
  change: { color: "change", width: 2.2, alpha: 0.9, arrow: true },
  "part-change": { color: "change", width: 1.5, alpha: 0.8, arrow: true, dash: [3, 3] },
  "of-unit": { color: "line", width: 1, alpha: 0.8 },
  "part-of": { color: "line", width: 0.8, alpha: 0.5 },
  under: { color: "line", width: 0.8, alpha: 0.38 },
  in: { color: "line", width: 0.8, alpha: 0.6 },
};
const PATCHES = ["under", "part-of", "in", "of-unit", "post", "part-change", "change"];

/** Edges in few strokes: one path for each kind, certainty and emphasis. */
function drawEdges(ctx, scale, focus) {
  drawTies(ctx, scale);
  const batches = new Map();
  for (const e of edges) {
    if (!shown.edge[e.i] || (scene.edges && !scene.edges.has(e.i))) continue;
    if (isDot(e.s) || isDot(e.t)) continue;
    const strong = focus && focus.edges.has(e.i);
    const level = scene.tree ? (scene.tree.has(e.i) ? 2 : 0) : focus ? (strong ? 2 : 0) : 1;
    const key = `${PATCHES.indexOf(e.kind)}${level}${shown.edge[e.i]}`;
    if (!batches.has(key)) batches.set(key, []);
    batches.get(key).push(e);
  }
  for (const key of [...batches.keys()].sort((a, b) => a[1] - b[1] || a[0] - b[0] || a[2] - b[2])) {
    const style = EDGE_STYLE[PATCHES[key[0]]];
    const level = Number(key[1]);
    const grow = Math.min(1.5, Math.max(0.55, Math.sqrt(scale)));
    ctx.globalAlpha = level === 0 ? (scene.tree ? 0.22 : 0.1) : level === 2 ? (style.color === "line" && scene.kind !== "path" ? 0.5 : 1) : style.alpha;
    ctx.strokeStyle = ink[level === 2 && style.color === "line" ? "ink-2" : style.color];
    ctx.lineWidth = (style.width * grow * (level === 2 ? 1.5 : 1)) / scale;
    ctx.setLineDash(key[2] === "1" ? [4 / scale, 4 / scale] : (style.dash || []).map((d) => d / scale));
    ctx.beginPath();
    for (const e of batches.get(key)) traceEdge(ctx, e, scale);
    ctx.stroke();
    ctx.setLineDash([]);
    if (style.arrow || (level === 2 && (style.color !== "line" || scene.kind === "path"))) {
      ctx.fillStyle = ctx.strokeStyle;
      ctx.beginPath();
      for (const e of batches.get(key)) traceArrow(ctx, e, scale, style.arrow ? 7.5 : 5.5);
      ctx.fill();
    }
  }
  ctx.globalAlpha = 1;
}

function bendPoint(e, scale) {
  const dx = X[e.t] - X[e.s], dy = Y[e.t] - Y[e.s];
  const far = Math.hypot(dx, dy) || 1;
  const shift = e.bend * Math.min(26 / scale, far * 0.45);
  return [(X[e.s] + X[e.t]) / 2 - (dy / far) * shift, (Y[e.s] + Y[e.t]) / 2 + (dx / far) * shift];
}

function traceEdge(ctx, e, scale) {
  ctx.moveTo(X[e.s], Y[e.s]);
  if (!e.bend) { ctx.lineTo(X[e.t], Y[e.t]); return; }
  const [cx, cy] = bendPoint(e, scale);
  ctx.quadraticCurveTo(cx, cy, X[e.t], Y[e.t]);
}

function traceArrow(ctx, e, scale, size) {
  const [fromX, fromY] = e.bend ? bendPoint(e, scale) : [X[e.s], Y[e.s]];
  const angle = Math.atan2(Y[e.t] - fromY, X[e.t] - fromX);
  const back = radius(nodes[e.t], scale) + 2 / scale;
  const grow = Math.min(1.4, Math.max(0.7, Math.sqrt(scale)));
  const long = (size * grow) / scale, half = long * 0.42;
  const x = X[e.t] - Math.cos(angle) * back, y = Y[e.t] - Math.sin(angle) * back;
  const bx = x - Math.cos(angle) * long, by = y - Math.sin(angle) * long;
  ctx.moveTo(x, y);
  ctx.lineTo(bx - Math.sin(angle) * half, by + Math.cos(angle) * half);
  ctx.lineTo(bx + Math.sin(angle) * half, by - Math.cos(angle) * half);
  ctx.closePath();
}

/** How strongly a node is drawn: 1 plain, less when something else has the reader's attention. */
function nodeAlpha(i, focus) {
  if (focus && !focus.nodes.has(i)) return Number(ink.dim);
  return shown.node[i] === 1 ? 0.55 : 1;
}

/** Drawn hollow: what has ended by the latest day told of, or ends in the chosen year. */
const isHollow = (node) => (state.year === null ? node.gone : shown.ending.has(node.i) || endsWithin(node, state.year));
const endsWithin = (node, year) => node.kind === "unit" && yearOf(node.window[3]) === year && node.window[3] < `${year}-12-31`;

const PARTY = new Set(["cap-uy", "ban-thuong-vu", "chi-bo", "dang-bo", "party"]);

function drawNode(ctx, node, scale, focus) {
  const x = X[node.i], y = Y[node.i], r = radius(node, scale), px = 1 / scale;
  const hollow = isHollow(node);
  ctx.globalAlpha = nodeAlpha(node.i, focus);
  ctx.beginPath();
  traceShape(ctx, node, x, y, r + (r * scale < 5 ? 0.9 : 1.6) * px);
  ctx.fillStyle = ink.paper;
  ctx.fill();
  if (node === state.sel || node === state.to) {
    ctx.beginPath();
    traceShape(ctx, node, x, y, r + 4.5 * px);
    ctx.lineWidth = 2.4 * px;
    ctx.strokeStyle = ink.focus;
    ctx.stroke();
  }
  ctx.beginPath();
  traceShape(ctx, node, x, y, hollow ? r - 0.7 * px : r);
  if (hollow) {
    ctx.lineWidth = (r * scale < 6 ? 1.1 : 1.5) * px;
    if (r * scale > 6) ctx.setLineDash([2.6 * px, 2 * px]);
    ctx.strokeStyle = ink[node.kind];
    ctx.stroke();
    ctx.setLineDash([]);
  } else {
    ctx.fillStyle = ink[node.kind];
    ctx.fill();
  }
  if (r * scale > 5.4) drawIcon(ctx, node, x, y, r, hollow ? ink[node.kind] : ink.on);
  ctx.globalAlpha = 1;
}

function traceShape(ctx, node, x, y, r) {
  if (node.kind === "person") { ctx.moveTo(x + r, y); ctx.arc(x, y, r, 0, 2 * Math.PI); return; }
  if (node.kind === "body") { roundRect(ctx, x - r * 0.92, y - r * 0.92, r * 1.84, r * 0.42); return; }
  const corners = node.kind === "unit" ? 6 : 4;
  for (let k = 0; k < corners; k += 1) {
    const a = (Math.PI * 2 * k) / corners - Math.PI / 2;
    ctx[k ? "lineTo" : "moveTo"](x + Math.cos(a) * r * 1.12, y + Math.sin(a) * r * 1.12);
  }
  ctx.closePath();
}

function roundRect(ctx, x, y, side, corner) {
  const ends = [[x + side, y], [x + side, y + side], [x, y + side], [x, y]];
  const ways = [[1, 0], [0, 1], [-1, 0], [0, -1]];
  ctx.moveTo(x + corner, y);
  ends.forEach(([ex, ey], k) => {
    const [ax, ay] = ways[k], [bx, by] = ways[(k + 1) % 4];
    ctx.lineTo(ex - ax * corner, ey - ay * corner);
    ctx.quadraticCurveTo(ex, ey, ex + bx * corner, ey + by * corner);
  });
  ctx.closePath();
}

function drawIcon(ctx, node, x, y, r, color) {
  ctx.fillStyle = color;
  ctx.beginPath();
  if (node.kind === "person") {
    ctx.moveTo(x + r * 0.27, y - r * 0.28);
    ctx.arc(x, y - r * 0.28, r * 0.27, 0, 2 * Math.PI);
    ctx.moveTo(x - r * 0.52, y + r * 0.56);
    ctx.quadraticCurveTo(x - r * 0.5, y + r * 0.1, x, y + r * 0.1);
    ctx.quadraticCurveTo(x + r * 0.5, y + r * 0.1, x + r * 0.52, y + r * 0.56);
    ctx.closePath();
  } else if (node.kind === "body" && PARTY.has(node.code)) {
    for (let k = 0; k < 10; k += 1) {
      const a = (Math.PI * k) / 5 - Math.PI / 2, d = k % 2 ? r * 0.25 : r * 0.6;
      ctx[k ? "lineTo" : "moveTo"](x + Math.cos(a) * d, y + Math.sin(a) * d);
    }
    ctx.closePath();
  } else if (node.kind === "body" && node.code === "hdnd") {
    for (const [dx, dy] of [[0, -0.32], [-0.38, 0.22], [0.38, 0.22]]) {
      ctx.moveTo(x + dx * r + r * 0.2, y + dy * r);
      ctx.arc(x + dx * r, y + dy * r, r * 0.2, 0, 2 * Math.PI);
    }
  } else if (node.kind === "body" && node.code === "ubnd") {
    ctx.moveTo(x - r * 0.56, y - r * 0.18);
    ctx.lineTo(x, y - r * 0.56);
    ctx.lineTo(x + r * 0.56, y - r * 0.18);
    ctx.closePath();
    for (const dx of [-0.38, 0, 0.38]) ctx.rect(x + (dx - 0.085) * r, y - r * 0.08, r * 0.17, r * 0.4);
    ctx.rect(x - r * 0.54, y + r * 0.4, r * 1.08, r * 0.14);
  } else if (node.kind === "body") {
    ctx.rect(x - r * 0.42, y - r * 0.42, r * 0.84, r * 0.18);
    ctx.rect(x - r * 0.42, y - r * 0.09, r * 0.84, r * 0.18);
    ctx.rect(x - r * 0.42, y + r * 0.24, r * 0.5, r * 0.18);
  } else if (node.kind === "unit") {
    const d = r * (node.tier === 4 ? 0.34 : node.tier === 3 ? 0.3 : 0.27);
    ctx.moveTo(x, y + r * 0.56);
    ctx.quadraticCurveTo(x - d * 1.5, y + d * 0.1, x - d, y - d * 0.6);
    ctx.quadraticCurveTo(x - d * 0.6, y - d * 1.55, x, y - d * 1.5);
    ctx.quadraticCurveTo(x + d * 0.6, y - d * 1.55, x + d, y - d * 0.6);
    ctx.quadraticCurveTo(x + d * 1.5, y + d * 0.1, x, y + r * 0.56);
    ctx.closePath();
  }
  ctx.fill();
}
