// The overview of a large page: an area is one mark with its counts, its things mere dots, until the reader opens it.

// On a phone there is room for fewer.
const FOLDING = nodes.length > (narrow.matches ? Math.min(600, DATA.foldAbove) : DATA.foldAbove);

const isFolded = (area) => FOLDING && scene.kind === "all" && Boolean(area.hull) && !state.open.has(area.index);

/** Whether a node is but a dot of its folded area; the area's own unit stands for it and is drawn. */
const isDot = (i) => FOLDING && isFolded(AREAS[nodes[i].area]) && AREAS[nodes[i].area].hub !== nodes[i];

/** The areas that must be open for these nodes to be seen. */
function withOpen(open, ...wanted) {
  const more = wanted.filter((n) => n && AREAS[n.area].hub !== n && !open.has(n.area)).map((n) => n.area);
  return FOLDING && more.length ? new Set([...open, ...more]) : open;
}

function openArea(area) {
  change({ view: "map", sel: null, open: new Set([...state.open, area.index]) });
  fitTo(area.members.filter((i) => shown.node[i]), { limit: 1.2 });
}

function closeArea(area) {
  change({ open: new Set([...state.open].filter((i) => i !== area.index)), sel: state.sel && state.sel.area === area.index ? null : state.sel });
}

/** The folded area at a point of the stage. */
function foldedAt(point) {
  if (!FOLDING) return null;
  const view = viewNow();
  const x = view.left + point.x / view.scale, y = view.top + point.y / view.scale;
  const inside = (loop) => loop.every(([ax, ay], k) => {
    const [bx, by] = loop[(k + 1) % loop.length];
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0;
  });
  return AREAS.find((a) => isFolded(a) && a.members.some((i) => shown.node[i]) && inside(a.hull)) || null;
}

/** The things of folded areas as dots, one path a kind: how much there is, not what. */
function drawDots(ctx, scale) {
  if (!FOLDING || scene.kind !== "all") return;
  const side = Math.max(1.7, Math.min(4, 9 * scale)) / scale;
  ctx.globalAlpha = 0.42;
  for (const kind of KINDS) {
    ctx.beginPath();
    for (const n of nodes) if (n.kind === kind && shown.node[n.i] && isDot(n.i)) ctx.rect(X[n.i] - side / 2, Y[n.i] - side / 2, side, side);
    ctx.fillStyle = ink[kind];
    ctx.fill();
  }
  ctx.globalAlpha = 1;
}

/** What stands for a node in the overview: itself, or its area's unit if it is but a dot (null where there is none). */
const standIn = (i) => (isDot(i) ? AREAS[nodes[i].area].hub : nodes[i]);

/** Posts and changes that tie areas of which one is folded: one line for all of a kind, the wider the more. */
function drawTies(ctx, scale) {
  if (!FOLDING || scene.kind !== "all") return;
  const ties = new Map();
  for (const e of edges) {
    if (!shown.edge[e.i] || (e.kind !== "post" && !isChange(e)) || !(isDot(e.s) || isDot(e.t))) continue;
    const a = standIn(e.s), b = standIn(e.t);
    if (!a || !b || a === b) continue;
    const key = `${Math.min(a.i, b.i)} ${Math.max(a.i, b.i)} ${e.kind === "post" ? "person" : "change"}`;
    ties.set(key, (ties.get(key) || 0) + 1);
  }
  ctx.globalAlpha = 0.5;
  for (const [key, count] of ties) {
    const [a, b, color] = key.split(" ");
    ctx.beginPath();
    ctx.moveTo(X[a], Y[a]);
    ctx.lineTo(X[b], Y[b]);
    ctx.lineWidth = (1 + Math.log2(count)) / scale;
    ctx.strokeStyle = ink[color];
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
}

/** Name and counts of each folded area at its unit, or in its middle; the largest areas first. */
function drawFoldedNames(ctx, view, texts, marks) {
  const { scale, left, top } = view;
  const folded = AREAS.filter((a) => isFolded(a) && a.members.some((i) => shown.node[i]));
  folded.sort((a, b) => Number(b.core) - Number(a.core) || b.members.length - a.members.length || a.index - b.index);
  for (const area of folded) {
    const counts = KINDS.map((kind) => [kind, area.members.filter((i) => nodes[i].kind === kind && shown.node[i]).length]).filter((c) => c[1]);
    const [cx, cy] = area.hub ? [X[area.hub.i], Y[area.hub.i]] : middleOf(area.hull);
    const x = (cx - left) * scale, r = area.hub ? radius(area.hub, scale) * scale : 0, y = (cy - top) * scale + r + 4;
    const font = `700 ${area.core ? 16 : 14}px ${FONT}`, small = `12px ${FONT}`;
    const name = cut(areaTitle(area), 30), w = textWidth(ctx, name, font);
    const wide = counts.reduce((sum, [, n]) => sum + textWidth(ctx, number(n), small) + 24, -8);
    const box = (width, from, high) => [x - width / 2 - 3, from, x + width / 2 + 3, from + high, area.hub ? area.hub.i : -2 - area.index];
    const whole = [box(Math.max(w, wide), y, 36), box(Math.max(w, wide), y - 2 * r - 46, 36)];
    const alone = [box(w, y, 19), box(w, y - 2 * r - 25, 19)];
    // Counts are written where the area is as wide as they, and no name lies on the mark of another area.
    const room = (area.hull.reduce((a, p) => Math.max(a, p[0]), -Infinity) - area.hull.reduce((a, p) => Math.min(a, p[0]), Infinity)) * scale;
    const spots = wide < 1.15 * room || area.core ? [...whole, ...alone] : alone;
    const free = spots.filter((b) => texts.free(b, -1));
    const spot = free.find((b) => marks.free(b, area.hub ? area.hub.i : -1)) || (area.core ? free[0] : null);
    if (!spot) continue;
    texts.add(spot);
    if (area.hub) labelBoxes.push(spot);
    ctx.textAlign = "center";
    haloText(ctx, name, cx, (spot[1] + 14) / scale + top, scale, font, ink.ink, 4);
    if (spot[3] - spot[1] > 30) drawCounts(ctx, view, counts, x - wide / 2, spot[1] + 30, small);
  }
}

const middleOf = (loop) => [0, 1].map((k) => (Math.min(...loop.map((p) => p[k])) + Math.max(...loop.map((p) => p[k]))) / 2);

/** "● 158 ■ 74 ⬢ 58" from a point of the stage on. */
function drawCounts(ctx, { scale, left, top }, counts, from, y, font) {
  let x = from;
  ctx.textAlign = "left";
  for (const [kind, n] of counts) {
    ctx.beginPath();
    traceShape(ctx, { kind }, (x + 5) / scale + left, (y - 4) / scale + top, 4.6 / scale);
    ctx.fillStyle = ink[kind];
    ctx.fill();
    haloText(ctx, number(n), (x + 13) / scale + left, y / scale + top, scale, font, ink["ink-2"], 4);
    x += textWidth(ctx, number(n), font) + 24;
  }
}
