// Put the page together, and keep it in step with what the reader chooses.

function sizeStage() {
  if (!network || $("map").hidden) return;
  network.setSize("100%", "100%");
  network.redraw();
}

function update(before) {
  showViews();
  showLegend();
  showYears();
  showPanel();
  showStory(before);
  if (state.view === "lineage") drawLineage();
  if (state.view === "list" && (before.first || before.view !== "list" || before.year !== state.year || before.off !== state.off)) fillTable();
  if (state.view === "map") {
    if (before.view !== "map") sizeStage();
    stageScene(before);
  }
}

function startEmpty() {
  document.body.classList.add("nothing");
  $("panel").replaceChildren();
  $("map").replaceChildren(el("div", { class: "empty" }, el("h2", { text: t("empty") }), el("p", { text: t("emptyHelp") }), ...leftOut()));
  startSearch();
  showViews();
  $("theme").addEventListener("click", () => setTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"));
  document.documentElement.dataset.ready = "1";
}

function start() {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  setTheme(dark.matches ? "dark" : "light");
  dark.addEventListener("change", (event) => setTheme(event.matches ? "dark" : "light"));
  if (!nodes.length) { startEmpty(); return; }
  startStage();
  startControls();
  startYears();
  startSearch();
  startStory();
  onChange(update);
  readHash();
  if (!location.hash && !STORY.length && DATA.focus !== null && nodes[DATA.focus]) Object.assign(state, { sel: nodes[DATA.focus] });
  const fromHash = () => { const before = { ...state, first: true }; readHash(); refresh(before); };
  window.addEventListener("hashchange", fromHash);
  refresh({ ...state, first: true, view: "" });
  const resized = debounce(() => { if (state.view === "lineage") drawLineage(); else if (state.view === "map") { sizeStage(); refit(); } }, 60);
  new ResizeObserver(resized).observe($("map"));
  window.addEventListener("beforeprint", () => { setTheme("light"); if (state.view === "map") { sizeStage(); refit(); } });
  // In another view the canvas is not drawn, yet the page is ready all the same.
  if (state.view !== "map") document.documentElement.dataset.ready = "1";
}

start();

// For scripts of a newsroom around this page: what is shown now, and a way to choose.
window.kg = Object.freeze({
  shown: () => ({ nodes: nodes.filter((n) => inScene(n.i)).map((n) => n.id), edges: edges.filter((e) => shown.edge[e.i]).map((e) => ({ from: nodes[e.s].id, to: nodes[e.t].id, kind: e.kind, date: e.fact ? e.fact.date : "", certain: shown.edge[e.i] === 2 })) }),
  labels: () => labelBoxes.map((b) => b.slice(0, 5)),
  place: (id) => { const n = byId.get(id), v = viewNow(); return n ? [(X[n.i] - v.left) * v.scale, (Y[n.i] - v.top) * v.scale] : null; },
  choose: (id) => byId.has(id) && choose(byId.get(id)),
});
