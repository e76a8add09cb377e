// Legend with counts that filters, the years, the views, zoom, theme, keys.

function showLegend() {
  const year = visibility(state.year, new Set());
  $("kinds").replaceChildren(...KINDS.filter((kind) => nodes.some((n) => n.kind === kind)).map((kind) => {
    const count = nodes.filter((n) => n.kind === kind && year.node[n.i]).length;
    const box = el("input", { type: "checkbox", value: kind, onchange: (event) => {
      const off = new Set(state.off);
      if (event.target.checked) off.delete(kind); else off.add(kind);
      change({ off, sel: state.sel && off.has(state.sel.kind) ? null : state.sel });
      $("kinds").querySelector(`input[value="${kind}"]`).focus();
    } });
    box.checked = !state.off.has(kind);
    return el("label", {}, box, el("i", { class: `badge ${kind}`, "aria-hidden": "true" }), el("span", { text: t(kind) }), el("b", { "data-count": kind, text: number(count) }));
  }));
}

const YEARS = CURRENT_YEARS ? CURRENT_YEARS[1] - CURRENT_YEARS[0] + 1 : 0;
let playing = 0;

function startYears() {
  if (YEARS < 2) { $("years").hidden = true; return; }
  const range = $("year");
  range.min = CURRENT_YEARS[0];
  range.max = CURRENT_YEARS[1];
  const choose = () => { stopPlaying(); change({ year: Number(range.value) }); };
  range.addEventListener("input", choose);
  // From all years to the last one the value does not change, and the browser tells of no input.
  range.addEventListener("click", choose);
  range.addEventListener("keyup", (event) => { if (event.key === "End" || event.key === "Enter") choose(); });
  $("all-years").addEventListener("click", () => { stopPlaying(); change({ year: null }); });
  $("play").addEventListener("click", () => (playing ? stopPlaying() : play()));
  const counts = new Array(YEARS).fill(0), changes = new Array(YEARS).fill(0);
  for (const f of facts) {
    const from = yearOf(f.window[0]), until = yearOf(f.window[1]) || from;
    if (f.kind === "tenure" && from) for (let y = Math.max(from, CURRENT_YEARS[0]); y <= Math.min(until, CURRENT_YEARS[1]); y += 1) counts[y - CURRENT_YEARS[0]] += 1;
    if (f.kind === "change" && yearOf(f.date) >= CURRENT_YEARS[0] && yearOf(f.date) <= CURRENT_YEARS[1]) changes[yearOf(f.date) - CURRENT_YEARS[0]] += 1;
  }
  const most = Math.max(1, ...counts), mostChanges = Math.max(1, ...changes), apart = 100 / (YEARS - 1), wide = Math.min(10, apart * 0.72);
  counts.forEach((count, k) => {
    const high = count ? 3 + 15 * (count / most) : 0;
    $("bars").append(svg("rect", { x: k * apart - wide / 2, y: 24 - high, width: wide, height: high, class: "bar", "data-year": CURRENT_YEARS[0] + k }));
    if (changes[k]) $("bars").append(svg("rect", { x: k * apart - wide / 2, y: 25, width: wide, height: 1.5 + 1.5 * (changes[k] / mostChanges), class: "bar change", "data-year": CURRENT_YEARS[0] + k }));
  });
}

function play() {
  $("play").textContent = "❚❚";
  $("play").setAttribute("aria-label", t("pause"));
  const step = () => {
    const next = state.year === null || state.year >= CURRENT_YEARS[1] ? CURRENT_YEARS[0] : state.year + 1;
    change({ year: next });
    playing = next === CURRENT_YEARS[1] ? stopPlaying() : setTimeout(step, 1100);
  };
  step();
}

function stopPlaying() {
  clearTimeout(playing);
  playing = 0;
  $("play").textContent = "▶";
  $("play").setAttribute("aria-label", t("play"));
  return 0;
}

function showYears() {
  if (YEARS < 2) return;
  $("year").value = state.year ?? CURRENT_YEARS[1];
  $("year-now").textContent = state.year === null ? `${CURRENT_YEARS[0]}–${CURRENT_YEARS[1]}` : String(state.year);
  $("year").setAttribute("aria-valuetext", state.year === null ? t("allYears") : t("inYear", state.year));
  $("all-years").setAttribute("aria-pressed", String(state.year === null));
  $("years").classList.toggle("chosen", state.year !== null);
  for (const bar of $("bars").children) bar.classList.toggle("now", state.year === null || Number(bar.dataset.year) === state.year);
}

function showViews() {
  for (const view of VIEWS) {
    $(`view-${view}`).setAttribute("aria-pressed", String(state.view === view));
    $(view).hidden = state.view !== view;
  }
  document.body.dataset.view = state.view;
  $("search").placeholder = state.picking ? t("pickHint") : t("search");
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  readInk();
  if (network) network.redraw();
}

function startControls() {
  for (const view of VIEWS) $(`view-${view}`).addEventListener("click", () => {
    // In the list the search box filters: a name that was chosen on the map must not hide all the rest.
    if (view === "list" && state.view !== "list") $("search").value = "";
    change({ view });
  });
  $("fit").addEventListener("click", () => { change({ sel: null, ego: false, to: null, view: "map", open: new Set() }); fitTo(nodes.filter((n) => shown.node[n.i]).map((n) => n.i)); });
  $("zoom-in").addEventListener("click", () => zoom(1.4));
  $("zoom-out").addEventListener("click", () => zoom(1 / 1.4));
  $("theme").addEventListener("click", () => setTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"));
  const menu = $("save");
  menu.addEventListener("click", (event) => { if (event.target.tagName === "BUTTON") menu.open = false; });
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  $("save-png").addEventListener("click", savePng);
  $("save-svg").addEventListener("click", saveSvg);
  $("save-csv").addEventListener("click", saveCsv);
  $("save-print").addEventListener("click", () => window.print());
  document.addEventListener("keydown", keys);
  $("stage").addEventListener("keydown", stageKeys);
}

function keys(event) {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type !== "checkbox" && event.target.type !== "range";
  if (typing || event.ctrlKey || event.metaKey || event.altKey || storyKeys(event)) return;
  if (event.key === "/") { event.preventDefault(); $("search").focus(); $("search").select(); }
  else if (event.key === "Escape") {
    if (state.picking) change({ picking: false });
    else if (state.to) change({ to: null });
    else if (state.ego) change({ ego: false });
    else if (state.sel) change({ sel: null });
  }
}

const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

function stageKeys(event) {
  if (event.key === "+" || event.key === "=") zoom(1.3);
  else if (event.key === "-") zoom(1 / 1.3);
  else if (event.key === "Enter" && state.sel && isFolded(AREAS[state.sel.area])) openArea(AREAS[state.sel.area]);
  else if (event.key === "Enter" && state.sel) change({ ego: !state.ego, hops: 1 });
  else if (ARROWS[event.key]) step(ARROWS[event.key]);
  else return;
  event.preventDefault();
}

/** Select the nearest node in a direction; without a selection, the weightiest. */
function step([dx, dy]) {
  const from = state.sel;
  const there = nodes.filter((n) => n !== from && inScene(n.i));
  if (!there.length) return;
  if (!from) { choose(there.reduce((a, b) => (b.tier > a.tier ? b : a))); return; }
  const price = (n) => {
    const x = X[n.i] - X[from.i], y = Y[n.i] - Y[from.i];
    const along = x * dx + y * dy, across = Math.abs(x * dy - y * dx);
    return along > 0.5 * across && along > 0 ? along + 2 * across : Infinity;
  };
  const best = there.reduce((a, b) => (price(b) < price(a) ? b : a));
  if (price(best) < Infinity) change({ sel: best, to: null });
  $("stage").focus();
}
