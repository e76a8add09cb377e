// The picture as a file: the drawing code of the page on a larger canvas (PNG) or on a recorder of shapes (SVG).

const fileName = () => searchKey(DATA.title).replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60) || "kg";

/** Draw what the stage shows on `ctx`, whose origin is the top left of the stage, with title and credit. */
function paint(ctx, wide, high) {
  const view = viewNow();
  const focus = focusSet();
  ctx.fillStyle = ink.paper;
  ctx.fillRect(0, 0, wide, high);
  ctx.save();
  ctx.scale(view.scale, view.scale);
  ctx.translate(-view.left, -view.top);
  drawAreas(ctx, view.scale);
  drawEdges(ctx, view.scale, focus);
  for (const node of nodes) if (inScene(node.i)) drawNode(ctx, node, view.scale, focus);
  drawLabels(ctx, view, focus);
  ctx.restore();
  ctx.textAlign = "left";
  haloText(ctx, cut(DATA.title, 90), 16, 28, 1, `700 17px ${FONT}`, ink.ink, 4);
  const said = [state.year === null ? "" : t("inYear", state.year), t("credit"), nodes.length < DATA.total ? t("shown", number(nodes.length), number(DATA.total)) : ""].filter(Boolean).join(" · ");
  haloText(ctx, said, 16, high - 14, 1, `11px ${FONT}`, ink["ink-2"], 4);
}

function savePng() {
  const box = $("stage"), factor = 2;
  const canvas = document.createElement("canvas");
  canvas.width = box.clientWidth * factor;
  canvas.height = box.clientHeight * factor;
  const ctx = canvas.getContext("2d");
  ctx.scale(factor, factor);
  paint(ctx, box.clientWidth, box.clientHeight);
  canvas.toBlob((blob) => download(`${fileName()}.png`, blob), "image/png");
  network.redraw();
}

function saveSvg() {
  const box = $("stage");
  const recorder = new SvgRecorder();
  paint(recorder, box.clientWidth, box.clientHeight);
  download(`${fileName()}.svg`, new Blob([recorder.file(box.clientWidth, box.clientHeight)], { type: "image/svg+xml" }));
  network.redraw();
}

const xml = (text) => String(text).replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD]/gu, "").replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const round = (n) => Math.round(n * 100) / 100;

/** The part of the canvas interface that the scene uses, written down as SVG. */
class SvgRecorder {
  constructor() {
    Object.assign(this, { out: [], path: "", fillStyle: "#000", strokeStyle: "#000", lineWidth: 1, globalAlpha: 1, font: "", textAlign: "left", dash: [], depth: [] });
    this.ruler = document.createElement("canvas").getContext("2d");
  }
  save() { this.depth.push(0); }
  restore() { this.out.push("</g>".repeat(this.depth.pop() || 0)); }
  group(transform) { this.out.push(`<g transform="${transform}">`); this.depth[this.depth.length - 1] += 1; }
  scale(x, y) { this.group(`scale(${x} ${y})`); }
  translate(x, y) { this.group(`translate(${round(x)} ${round(y)})`); }
  beginPath() { this.path = ""; }
  closePath() { this.path += "Z"; }
  moveTo(x, y) { this.path += `M${round(x)} ${round(y)}`; }
  lineTo(x, y) { this.path += `L${round(x)} ${round(y)}`; }
  quadraticCurveTo(a, b, x, y) { this.path += `Q${round(a)} ${round(b)} ${round(x)} ${round(y)}`; }
  arc(x, y, r) { this.path += `M${round(x + r)} ${round(y)}A${round(r)} ${round(r)} 0 1 1 ${round(x - r)} ${round(y)}A${round(r)} ${round(r)} 0 1 1 ${round(x + r)} ${round(y)}Z`; }
  rect(x, y, w, h) { this.path += `M${round(x)} ${round(y)}h${round(w)}v${round(h)}h${round(-w)}Z`; }
  setLineDash(dash) { this.dash = dash; }
  measureText(text) { this.ruler.font = this.font; return this.ruler.measureText(text); }
  alpha() { return this.globalAlpha < 1 ? ` opacity="${round(this.globalAlpha)}"` : ""; }
  fill() { if (this.path) this.out.push(`<path d="${this.path}" fill="${xml(this.fillStyle)}"${this.alpha()}/>`); }
  stroke() {
    const dash = this.dash.length ? ` stroke-dasharray="${this.dash.map(round).join(" ")}"` : "";
    if (this.path) this.out.push(`<path d="${this.path}" fill="none" stroke="${xml(this.strokeStyle)}" stroke-width="${round(this.lineWidth)}"${dash}${this.alpha()}/>`);
  }
  fillRect(x, y, w, h) { this.out.push(`<rect x="${round(x)}" y="${round(y)}" width="${round(w)}" height="${round(h)}" fill="${xml(this.fillStyle)}"${this.alpha()}/>`); }
  text(text, x, y, paint) {
    const [, weight, size] = /^(\d+ )?([\d.]+)px/.exec(this.font) || [0, "", 12];
    const anchor = { left: "start", center: "middle", right: "end" }[this.textAlign];
    this.out.push(`<text x="${round(x)}" y="${round(y)}" font-family="${xml(FONT)}" font-size="${round(Number(size))}" font-weight="${(weight || "400").trim()}" text-anchor="${anchor}" ${paint}${this.alpha()}>${xml(text)}</text>`);
  }
  strokeText(text, x, y) { this.text(text, x, y, `fill="none" stroke="${xml(this.strokeStyle)}" stroke-width="${round(this.lineWidth)}" stroke-linejoin="round"`); }
  fillText(text, x, y) { this.text(text, x, y, `fill="${xml(this.fillStyle)}"`); }
  file(wide, high) { return `<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}" viewBox="0 0 ${wide} ${high}"><title>${xml(DATA.title)}</title>${this.out.join("")}</svg>\n`; }
}
