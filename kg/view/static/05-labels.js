// Labels: placed by weight, each at the first free spot beside its node, left out where there is none.

const FACE = [[12, ""], [12, ""], [12.5, "600 "], [14.5, "700 "], [16, "700 "]];
// The scale from which a tier's names are worth their room: from afar the map speaks of units, nearer of people.
const READABLE = [0.46, 0.4, 0.27, 0.9, 0];
const widths = new Map();
let lines = null;  // of a small scene, so that names keep off them
let labelBoxes = [];  // of the last drawing, for clicks on a name

function textWidth(ctx, text, font) {
  const key = font + text;
  if (!widths.has(key)) {
    ctx.font = font;
    widths.set(key, ctx.measureText(text).width);
  }
  return widths.get(key);
}

/** A name in one line, or in two near its middle when it is long (three on a phone). */
function labelLines(node) {
  if (node.lines) return node.lines;
  const text = cut(node.label.replace(/\s+/g, " "), 60);
  node.lines = [text];
  if (text.length > 15) {
    let best = -1;
    for (let k = text.indexOf(" "); k > 0; k = text.indexOf(" ", k + 1)) {
      if (best < 0 || Math.abs(k - text.length / 2) < Math.abs(best - text.length / 2)) best = k;
    }
    if (best > 3 && best < text.length - 3) node.lines = [text.slice(0, best), text.slice(best + 1)];
  }
  if (narrow.matches && text.length > 32) node.lines = threeLines(text);
  node.lines = node.lines.map((line) => cut(line, 30));
  return node.lines;
}

/** A long name in three lines, for a phone. */
function threeLines(text) {
  const most = Math.ceil(text.length / 3) + 3, out = [""];
  for (const word of text.split(" ")) {
    if (out.length < 3 && out[out.length - 1] && out[out.length - 1].length + word.length >= most) out.push("");
    out.push([out.pop(), word].filter(Boolean).join(" "));
  }
  return out;
}

/** Boxes already taken on screen, in a coarse grid. */
class Taken {
  constructor(cell = 48) { this.cell = cell; this.grid = new Map(); }
  *cells(b) {
    for (let i = Math.floor(b[0] / this.cell); i <= Math.floor(b[2] / this.cell); i += 1) {
      for (let j = Math.floor(b[1] / this.cell); j <= Math.floor(b[3] / this.cell); j += 1) yield i * 65536 + j;
    }
  }
  free(b, self) {
    for (const key of this.cells(b)) {
      for (const o of this.grid.get(key) || []) {
        if (o[4] !== self && b[0] < o[2] && b[2] > o[0] && b[1] < o[3] && b[3] > o[1]) return false;
      }
    }
    return true;
  }
  /** How many boxes it would lie upon. */
  hits(b, self) {
    const found = new Set();
    for (const key of this.cells(b)) {
      for (const o of this.grid.get(key) || []) {
        if (o[4] !== self && b[0] < o[2] && b[2] > o[0] && b[1] < o[3] && b[3] > o[1]) found.add(o);
      }
    }
    return found.size;
  }
  add(b) {
    for (const key of this.cells(b)) {
      if (!this.grid.has(key)) this.grid.set(key, []);
      this.grid.get(key).push(b);
    }
  }
}

function labelRank(node, focus) {
  if (node === state.sel || node === state.to) return 1000;
  if (node === hovered) return 900;
  const near = focus && focus.nodes.has(node.i) ? 400 : scene.kind !== "all" && scene.near.has(node.i) ? 200 : 0;
  return near + node.tier * 40 + Math.min(30, node.edges.length) - (node.gone ? (node.tier === 4 ? 90 : 60) : 0);
}

/** `view`: {scale, left, top, right, bottom} in world units. Works in screen pixels inside, draws in world units. */
function drawLabels(ctx, view, focus) {
  const { scale } = view;
  const toX = (x) => (x - view.left) * scale, toY = (y) => (y - view.top) * scale;
  const wide = (view.right - view.left) * scale, high = (view.bottom - view.top) * scale;
  const marks = new Taken(), texts = new Taken();
  const candidates = [];
  for (const node of nodes) {
    if (!inScene(node.i)) continue;
    const x = toX(X[node.i]), y = toY(Y[node.i]), r = radius(node, scale) * scale;
    if (x < -200 || y < -80 || x > wide + 200 || y > high + 80) continue;
    if (!focus || focus.nodes.has(node.i)) marks.add([x - r, y - r, x + r, y + r, node.i]);
    if (AREAS[node.area].hub === node && isFolded(AREAS[node.area])) continue;
    if (focus ? !focus.nodes.has(node.i) : scene.kind === "all" && scale < READABLE[node.tier] && !(node.tier === 3 && !AREAS[node.area].hull)) continue;
    candidates.push([labelRank(node, focus), node, x, y, r]);
  }
  candidates.sort((a, b) => b[0] - a[0] || a[1].i - b[1].i);
  labelBoxes = [];
  lines = linesOnStage(view);
  ctx.lineJoin = "round";
  ctx.textAlign = "center";
  ctx.textBaseline = "alphabetic";
  if (FOLDING && scene.kind === "all") drawFoldedNames(ctx, view, texts, marks);
  if (scene.kind === "all") drawAreaNames(ctx, view, texts, marks, focus);
  for (const [rank, node, x, y, r] of candidates) placeLabel(ctx, view, node, x, y, r, rank, marks, texts);
  drawEdgeWords(ctx, view, focus, marks, texts);
}

function placeLabel(ctx, view, node, x, y, r, rank, marks, texts) {
  const [size, weight] = FACE[node.gone && node.tier > 2 ? 2 : node.tier];
  const strong = node === state.sel || node === state.to;
  const font = `${strong ? "700 " : weight}${strong ? Math.max(14, size) : size}px ${FONT}`;
  const lines = labelLines(node);
  const line = (strong ? Math.max(14, size) : size) * 1.16;
  const w = Math.max(...lines.map((l) => textWidth(ctx, l, font))), h = line * lines.length, gap = r + 3;
  const spots = [
    [x - w / 2, y + gap, "center"], [x - w / 2, y - gap - h, "center"],
    [x + gap + 2, y - h / 2, "left"], [x - gap - 2 - w, y - h / 2, "right"],
    [x + r * 0.7, y + gap - 3, "left"], [x - r * 0.7 - w, y + gap - 3, "right"],
    [x + r * 0.7, y - gap - h + 3, "left"], [x - r * 0.7 - w, y - gap - h + 3, "right"],
  ];
  // A province must be named: where marks crowd around it, a little further off.
  if (node.tier === 4 && !node.gone) for (const far of [12, 24]) spots.push([x - w / 2, y - gap - h - far, "center"], [x - w / 2, y + gap + far, "center"], [x + gap + far, y - h / 2 - far, "left"], [x - gap - far - w, y - h / 2 - far, "right"], [x + gap + far, y - h / 2 + far, "left"], [x - gap - far - w, y - h / 2 + far, "right"]);
  const boxes = spots.map(([a, b, align]) => [a - 3, b - 1, a + w + 3, b + h + 1, node.i, align]);
  const wide = (view.right - view.left) * view.scale, high = (view.bottom - view.top) * view.scale;
  const inView = (b) => b[0] > 0 && b[1] > 0 && b[2] < wide && b[3] < high;
  const free = boxes.filter((b) => texts.free(b, -1));
  const clear = free.filter((b) => marks.free(b, node.i));
  const best = () => free.filter(inView).concat(free).reduce((a, b) => (marks.hits(b, node.i) < marks.hits(a, node.i) ? b : a), free.find(inView) || free[0]);
  const box = leastCrossed(clear.filter(inView)) || ((rank >= 100 || node.tier === 2) && free.length ? best() : null);
  // A commune's name may hide one small mark, but not more.
  if (!box || (rank < 100 && marks.hits(box, node.i) > (node.gone ? 0 : 1))) return;
  texts.add(box);
  labelBoxes.push(box);
  const { scale, left, top } = view;
  const align = box[5];
  const anchor = align === "center" ? (box[0] + box[2]) / 2 : align === "left" ? box[0] + 3 : box[2] - 3;
  ctx.textAlign = align;
  ctx.globalAlpha = shown.node[node.i] === 1 ? 0.75 : 1;
  lines.forEach((text, k) => haloText(ctx, text, anchor / scale + left, (box[1] + 1 + line * (k + 0.8)) / scale + top, scale, font,
    isHollow(node) && !strong ? ink["ink-2"] : ink.ink));
  ctx.globalAlpha = 1;
}

/** Of spots all as good the one over which the fewest lines run; on the whole map, where lines are faint, the first. */
function leastCrossed(boxes) {
  if (!lines) return boxes[0];
  return boxes.reduce((a, b) => (a && lines.hits(a, null) <= lines.hits(b, null) ? a : b), null);
}

/** The lines of a small scene as boxes along them, as far as labels are concerned. */
function linesOnStage(view) {
  if (scene.kind === "all") return null;
  const found = new Taken(), { scale, left, top } = view;
  for (const e of edges) {
    if (!shown.edge[e.i] || (scene.edges && !scene.edges.has(e.i))) continue;
    const [bx, by] = bendPoint(e, scale), steps = Math.ceil((Math.hypot(X[e.t] - X[e.s], Y[e.t] - Y[e.s]) * scale) / 10);
    for (let k = 0; k <= steps; k += 1) {
      const x = (quad(X[e.s], bx, X[e.t], k / steps) - left) * scale, y = (quad(Y[e.s], by, Y[e.t], k / steps) - top) * scale;
      found.add([x - 1, y - 1, x + 1, y + 1, e.i]);
    }
  }
  return found;
}

function haloText(ctx, text, x, y, scale, font, color, halo = 3.4) {
  ctx.font = font.replace(/([\d.]+)px/, (_, size) => `${size / scale}px`);
  ctx.lineWidth = halo / scale;
  ctx.strokeStyle = ink.paper;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = color;
  ctx.fillText(text, x, y);
}

function drawAreaNames(ctx, view, texts, marks, focus) {
  const { scale, left, top } = view;
  const size = Math.min(17, Math.max(11.5, 15 * Math.sqrt(scale)));
  for (const area of AREAS) {
    // A province bears its own name; a district, from afar, only that of its area.
    if (!area.hull || area.core || isFolded(area) || !area.members.some((i) => shown.node[i])) continue;
    const text = Array.from(cut(areaTitle(area), 40).toLocaleUpperCase(LANG)).join("\u200a");
    const font = `600 ${size.toFixed(1)}px ${FONT}`;
    const w = textWidth(ctx, text, font);
    const x = (area.top[0] - left) * scale, y = (area.top[1] - top) * scale, foot = (area.foot[1] - top) * scale, under = (area.foot[0] - left) * scale - x;
    const spots = [[0, y - 9], [0, y - 14], [0, y + 4], [-50, y], [50, y], [-80, y + 14], [80, y + 14], [under, foot + 16], [under, foot + 6]];
    const boxes = spots.map(([dx, at]) => [x + dx - w / 2 - 4, at - size, x + dx + w / 2 + 4, at + 3, -2 - area.index]);
    const free = boxes.filter((b) => texts.free(b, -1) && b[1] > 0 && b[0] > 0 && b[2] < (view.right - left) * scale);
    const box = free.find((b) => marks.free(b, -1)) || free[0];
    if (!box) continue;
    texts.add(box);
    ctx.textAlign = "center";
    ctx.globalAlpha = focus ? 0.5 : 1;
    haloText(ctx, text, (box[0] + box[2]) / 2 / scale + left, (box[3] - 3) / scale + top, scale, font, ink["area-name"], 3);
  }
  ctx.globalAlpha = 1;
}

/** The word on each edge that stands out (role, "thuộc"), where it hides nothing. */
function drawEdgeWords(ctx, view, focus, marks, texts) {
  const wanted = scene.tree || (focus && (state.sel || pathFound) ? focus.edges : null);
  if (!wanted) return;
  const { scale, left, top } = view;
  const font = `11px ${FONT}`;
  ctx.textAlign = "center";
  for (const i of [...wanted].sort((a, b) => a - b)) {
    const e = edges[i];
    if (!shown.edge[i]) continue;
    if (!wordy(e, wanted)) continue;
    const text = edgeWord(e);
    const w = textWidth(ctx, text, font);
    const far = Math.hypot(X[e.t] - X[e.s], Y[e.t] - Y[e.s]) * scale;
    if (!text || far < w + 24) continue;
    const [bx, by] = e.bend ? bendPoint(e, scale) : [0, 0];
    for (const part of [0.5, 0.42, 0.58, 0.34, 0.66]) {
      const x = e.bend ? quad(X[e.s], bx, X[e.t], part) : X[e.s] + (X[e.t] - X[e.s]) * part;
      const y = e.bend ? quad(Y[e.s], by, Y[e.t], part) : Y[e.s] + (Y[e.t] - Y[e.s]) * part;
      const sx = (x - left) * scale, sy = (y - top) * scale;
      const box = [sx - w / 2 - 2, sy - 7, sx + w / 2 + 2, sy + 6, -1000 - i];
      if (!texts.free(box, -1) || !marks.free(box, -1)) continue;
      texts.add(box);
      ctx.fillStyle = scene.kind === "all" ? ink.area : ink.paper;
      ctx.globalAlpha = 0.86;
      ctx.fillRect(x - (w / 2 + 3) / scale, y - 7 / scale, (w + 6) / scale, 13.5 / scale);
      ctx.globalAlpha = 1;
      haloText(ctx, text, x, y + 3.6 / scale, scale, font, e.kind === "post" ? ink.person : isChange(e) ? ink.change : ink["ink-2"], 4);
      break;
    }
  }
}

/** Whether an edge bears its word: offices and changes always, structure only where it is not said over and over. */
function wordy(e, wanted) {
  if (e.kind === "post" || isChange(e) || scene.kind === "path") return true;
  const alike = (end) => nodes[end].edges.filter((o) => o.kind === e.kind && wanted.has(o.i)).length;
  return alike(e.s) < 4 && alike(e.t) < 4;
}

const quad = (a, b, c, t_) => a * (1 - t_) ** 2 + 2 * b * t_ * (1 - t_) + c * t_ ** 2;

const changeWord = (e) => (e.kind === "part-change" ? t("rel.part-change") : T[`change.${e.fact.code}`] || t("became"));

function edgeWord(e) {
  if (e.kind === "post") return roleOf(e.fact) + (shortPeriod(e.fact) ? ` · ${shortPeriod(e.fact)}` : "");
  if (isChange(e)) return [changeWord(e), e.fact.date.slice(0, 4)].filter(Boolean).join(" ");
  return t(`rel.${e.kind}`);
}
