// The stage: vis-network holds the nodes and the camera and tells of gestures; what is seen on it is drawn by us.

const AREAS = DATA.areas.map(([hub, name, core], index) => ({
  index, hub: hub < 0 ? null : nodes[hub], name, core, hull: null, top: null, foot: null, members: nodes.filter((n) => n.area === index).map((n) => n.i),
}));

/** The convex loop around an area's nodes, with room to spare; none for nodes of no area. */
function hullOf(members, room) {
  const points = [];
  for (const i of members) for (let k = 0; k < 8; k += 1) points.push([nodes[i].x + room * Math.cos(k * Math.PI / 4), nodes[i].y + room * Math.sin(k * Math.PI / 4)]);
  points.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const turn = (o, a, b) => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
  const half = (list) => {
    const out = [];
    for (const p of list) {
      while (out.length > 1 && turn(out[out.length - 2], out[out.length - 1], p) <= 0) out.pop();
      out.push(p);
    }
    return out.slice(0, -1);
  };
  return [...half(points), ...half(points.reverse())];
}

for (const area of AREAS) {
  if (area.members.length < (area.hub ? 2 : 4)) continue;
  area.hull = hullOf(area.members, 42);
  const high = area.hull.reduce((a, b) => (b[1] < a[1] ? b : a));
  const width = area.hull.map((p) => p[0]);
  area.top = [(Math.min(...width) + Math.max(...width)) / 2 * 0.35 + high[0] * 0.65, high[1] + 12];
  area.foot = area.hull.reduce((a, b) => (b[1] > a[1] ? b : a));
}

let network = null;
let moving = 0;

function startStage() {
  const shape = { shape: "custom", ctxRenderer: renderNode };
  network = new vis.Network(
    $("stage"),
    { nodes: new vis.DataSet(DATA.network.nodes.map((n) => ({ ...n, ...shape }))), edges: new vis.DataSet(DATA.network.edges) },
    DATA.network.options,
  );
  network.on("beforeDrawing", (ctx) => {
    const scale = network.getScale();
    drawn.focus = focusSet();
    drawAreas(ctx, scale);
    drawEdges(ctx, scale, drawn.focus);
  });
  network.on("afterDrawing", (ctx) => {
    drawLabels(ctx, viewNow(), drawn.focus);
    document.documentElement.dataset.ready = "1";
  });
  network.on("click", (event) => clicked(event));
  network.on("doubleClick", (event) => { const n = pick(event.pointer.DOM); if (n) change({ sel: n, to: null, ego: true, hops: 1 }); });
  const canvas = $("stage").querySelector("canvas");
  canvas.addEventListener("mousemove", (event) => {
    const point = { x: event.offsetX, y: event.offsetY }, node = pick(point);
    hover(node);
    $("stage").classList.toggle("over", Boolean(node || foldedAt(point)));
  });
  canvas.addEventListener("mouseleave", () => hover(null));
}

const drawn = { focus: null };

/** vis-network asks for each node in its own order; hidden ones answer with nothing. */
function renderNode({ ctx, id }) {
  const node = nodes[id];
  return {
    drawNode() { if (inScene(id)) drawNode(ctx, node, network.getScale(), drawn.focus); },
    nodeDimensions: { width: 24, height: 24 },
  };
}

function viewNow() {
  const scale = network.getScale();
  const { x, y } = network.getViewPosition();
  const box = $("stage");
  const halfWide = box.clientWidth / 2 / scale, halfHigh = box.clientHeight / 2 / scale;
  return { scale, left: x - halfWide, right: x + halfWide, top: y - halfHigh, bottom: y + halfHigh };
}

/** The node at a point of the stage: the nearest shape, else the name under the pointer. */
function pick(point) {
  const view = viewNow();
  let best = null, bestFar = Infinity;
  for (const node of nodes) {
    if (!inScene(node.i)) continue;
    const far = Math.hypot((X[node.i] - view.left) * view.scale - point.x, (Y[node.i] - view.top) * view.scale - point.y);
    if (far < radius(node, view.scale) * view.scale + (narrow.matches ? 12 : 5) && far < bestFar) [best, bestFar] = [node, far];
  }
  if (best) return best;
  const box = labelBoxes.find((b) => point.x >= b[0] && point.x <= b[2] && point.y >= b[1] && point.y <= b[3]);
  return box ? nodes[box[4]] : null;
}

function clicked(event) {
  const node = pick(event.pointer.DOM), folded = foldedAt(event.pointer.DOM);
  if (folded && (!node || node === folded.hub)) openArea(folded);
  else if (node) choose(node, event.event.srcEvent && event.event.srcEvent.shiftKey);
  else if (state.sel && scene.kind === "all") change({ sel: null });
}

function hover(node) {
  if (node === hovered) return;
  hovered = node;
  network.redraw();
}

/** Room on the stage that no card covers: [left, top, right, bottom] margins in CSS pixels. */
function margins() {
  return narrow.matches ? [18, 24, 18, 22] : [30, 34, 30, 36];
}

function fitTo(members, { quick = false, limit = 1.6, at = null } = {}) {
  const box = $("stage");
  if (!members.length || !box.clientWidth) return;
  const xs = members.map((i) => (at ? at[i][0] : X[i])), ys = members.map((i) => (at ? at[i][1] : Y[i]));
  const low = [Math.min(...xs) - 50, Math.min(...ys) - 40], high = [Math.max(...xs) + 50, Math.max(...ys) + 46];
  const [l, u, r, d] = margins();
  const scale = Math.min(limit, (box.clientWidth - l - r) / (high[0] - low[0]), (box.clientHeight - u - d) / (high[1] - low[1]));
  const position = { x: (low[0] + high[0]) / 2 + (r - l) / 2 / scale, y: (low[1] + high[1]) / 2 + (d - u) / 2 / scale };
  camera(position, scale, quick);
}

function camera(position, scale, quick) {
  const animation = quick || calm.matches ? false : { duration: 420, easingFunction: "easeInOutCubic" };
  network.moveTo({ position, scale, animation });
}

function zoom(factor) {
  camera(network.getViewPosition(), Math.min(6, Math.max(0.02, network.getScale() * factor)), false);
}

/** Let nodes glide to new places: `places` maps index to [x, y]; the rest stays where it is. */
function glide(places, quick) {
  const turn = (moving += 1);
  const moves = Object.keys(places).map((i) => [Number(i), X[i], Y[i], places[i][0], places[i][1]]);
  const began = performance.now();
  const put = (part) => {
    for (const [i, x, y, toX, toY] of moves) {
      X[i] = x + (toX - x) * part;
      Y[i] = y + (toY - y) * part;
      const body = network.body.nodes[i];
      body.x = X[i];
      body.y = Y[i];
    }
    network.redraw();
  };
  if (quick || calm.matches || !moves.length) { put(1); return; }
  const frame = (now) => {
    if (turn !== moving) return;
    const part = Math.min(1, (now - began) / 420);
    put(part < 0.5 ? 4 * part ** 3 : 1 - (-2 * part + 2) ** 3 / 2);
    if (part < 1) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

/** Put the scene on stage that the state asks for, and the camera where it shows. */
function stageScene(before) {
  const kind = pathFound ? "path" : state.ego && state.sel ? "ego" : "all";
  const same = !before.first && kind === scene.kind && (kind === "all" || (before.sel === state.sel && before.to === state.to && before.hops === state.hops
    && before.year === state.year && before.off === state.off));
  if (same) {
    if (kind === "all" && state.sel && before.sel !== state.sel) bringIntoView(state.sel);
    network.redraw();
    return;
  }
  const quick = before.first || document.documentElement.dataset.ready !== "1";
  if (kind === "all") {
    scene = { kind, members: null, edges: null, tree: null, near: new Set() };
    const places = {};
    for (const n of nodes) if (X[n.i] !== n.x || Y[n.i] !== n.y) places[n.i] = [n.x, n.y];
    glide(places, quick);
    fitTo(state.sel ? surroundings(state.sel) : nodes.filter((n) => shown.node[n.i]).map((n) => n.i), {
      quick, limit: state.sel ? 1.1 : 1.6, at: nodes.map((n) => [n.x, n.y]),
    });
    return;
  }
  const found = kind === "ego" ? arrangeEgo(state.sel, state.hops) : arrangePath(pathFound);
  scene = { kind, members: new Set(Object.keys(found.places).map(Number)), edges: found.edges, tree: found.tree, near: found.near };
  glide(found.places, quick);
  const at = nodes.map((n) => found.places[n.i] || [n.x, n.y]);
  fitTo([...scene.members], { quick, at, limit: 1.35 });
}

/** A node and those of its neighbours that lie near it on the map. */
function surroundings(node) {
  const near = node.edges.filter((e) => shown.edge[e.i]).map((e) => other(e, node)).filter((n) => Math.hypot(n.x - node.x, n.y - node.y) < 420);
  return [node.i, ...near.map((n) => n.i)];
}

/** The whole of what the scene shows, after the stage has changed its size. */
function refit() {
  if (scene.kind !== "all") fitTo([...scene.members], { quick: true, limit: 1.35 });
  else if (state.sel) bringIntoView(state.sel, true);
  else fitTo(nodes.filter((n) => shown.node[n.i]).map((n) => n.i), { quick: true });
}

/** Move the camera only when the node and its surroundings are not to be seen well. */
function bringIntoView(node, quick) {
  const view = viewNow();
  const mx = (view.right - view.left) * 0.16, my = (view.bottom - view.top) * 0.2;
  const inside = X[node.i] > view.left + mx && X[node.i] < view.right - mx && Y[node.i] > view.top + my && Y[node.i] < view.bottom - my;
  if (inside && view.scale > 0.7) return;
  fitTo(surroundings(node), { limit: 1.25, quick });
}
