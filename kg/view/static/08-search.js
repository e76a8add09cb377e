// Search without accents: suggestions as one types, arrow keys, Enter; in the list view it also filters the table.

const UNIT_WORD = /^(thanh pho|thi xa|thi tran|dac khu|tinh|huyen|quan|phuong|xa) /;
for (const node of nodes) {
  if (node.kind === "unit") node.key.push(node.key[0].replace(UNIT_WORD, ""));
  // A person is found by the post as well: "bi thu hai hung".
  for (const e of node.edges) if (e.kind === "post" && e.s === node.i) node.key.push(searchKey(`${roleOf(e.fact)} ${nodes[e.t].label}`));
}

function findNodes(text, limit) {
  const query = searchKey(text);
  if (!query) return [];
  const words = query.split(" ");
  const found = [];
  for (const node of nodes) {
    const rank = matchRank(node.key, query, words);
    if (rank !== null) found.push([rank, node]);
  }
  found.sort((a, b) => a[0] - b[0] || Number(a[1].gone) - Number(b[1].gone) || b[1].tier - a[1].tier || a[1].label.length - b[1].label.length
    || a[1].label.localeCompare(b[1].label, LANG) || a[1].i - b[1].i);
  return limit ? found.slice(0, limit).map((f) => f[1]) : found.map((f) => f[1]);
}

/** Where a node belongs, in few words: the post of a person, the unit of a body, the parent of a unit. */
function whereabouts(node) {
  const first = (kind) => node.edges.find((e) => e.kind === kind && e.s === node.i);
  if (node.kind === "person") {
    const post = first("post");
    return post ? `${roleOf(post.fact)}, ${nodes[post.t].label}` : "";
  }
  const up = first("part-of") || first("of-unit") || first("under") || first("in");
  return up ? nodes[up.t].label : node.kind === "unit" ? lifeOf(node) : "";
}

let suggestions = [];
let active = -1;

function showSuggestions() {
  const box = $("suggestions"), input = $("search");
  const text = input.value;
  suggestions = state.view === "list" && !state.picking ? [] : findNodes(text, 9);
  active = -1;
  box.replaceChildren(...suggestions.map((node, k) => el("li", {
    id: `s${k}`, role: "option", "aria-selected": "false", class: node.kind,
    onmousedown: (event) => { event.preventDefault(); take(node); },
  }, badge(node), el("span", {}, ...marked(node.label, [text])), el("small", { text: cut(whereabouts(node), 60) }))));
  if (text.trim() && !suggestions.length && state.view !== "list") box.replaceChildren(el("li", { class: "none", text: t("nothing", cut(text, 40)) }));
  const open = box.childElementCount > 0 && document.activeElement === input;
  box.hidden = !open;
  input.setAttribute("aria-expanded", String(open));
  markActive();
}

function markActive() {
  [...$("suggestions").children].forEach((li, k) => li.setAttribute("aria-selected", String(k === active)));
  const current = active >= 0 ? $(`s${active}`) : null;
  if (current) { $("search").setAttribute("aria-activedescendant", current.id); current.scrollIntoView({ block: "nearest" }); }
  else $("search").removeAttribute("aria-activedescendant");
}

function closeSuggestions() {
  $("suggestions").hidden = true;
  $("search").setAttribute("aria-expanded", "false");
  $("search").removeAttribute("aria-activedescendant");
}

function take(node) {
  closeSuggestions();
  $("search").value = node.label;
  if (state.view === "list" && !state.picking) change({ view: "map" });
  choose(node);
  if (narrow.matches) $("search").blur();
}

function startSearch() {
  const input = $("search");
  input.addEventListener("input", () => { showSuggestions(); if (state.view === "list") fillTable(); });
  input.addEventListener("focus", () => { if (input.value) { input.select(); showSuggestions(); } });
  input.addEventListener("blur", closeSuggestions);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!suggestions.length) return;
      if ($("suggestions").hidden) showSuggestions();
      else if (event.key === "ArrowDown") active = (active + 1) % suggestions.length;
      else active = active > 0 ? active - 1 : suggestions.length - 1;
      markActive();
    } else if (event.key === "Enter") {
      if (suggestions.length) take(suggestions[Math.max(0, active)]);
    } else if (event.key === "Escape") {
      if (!$("suggestions").hidden) closeSuggestions();
      else { input.value = ""; input.blur(); }
    } else return;
    event.preventDefault();
  });
}

/** The text as nodes, with the parts that match any of `wanted` (without accents) inside <mark>. */
function marked(text, wanted) {
  const clean = text.normalize("NFC");
  const folded = foldText(clean);
  const on = new Uint8Array(clean.length);
  for (const word of wanted) {
    const key = searchKey(word);
    if (key.length < 2) continue;
    for (let k = folded.indexOf(key); k >= 0; k = folded.indexOf(key, k + key.length)) {
      const before = folded[k - 1] || " ", after = folded[k + key.length] || " ";
      if (wanted.length > 1 && (/[\p{L}\d]/u.test(before) || /[\p{L}\d]/u.test(after))) continue;
      on.fill(1, k, k + key.length);
    }
  }
  for (let k = 1; k < clean.length - 1; k += 1) if (clean[k] === " " && on[k - 1] && on[k + 1]) on[k] = 1;
  const out = [];
  for (let k = 0; k < clean.length;) {
    let end = k + 1;
    while (end < clean.length && on[end] === on[k]) end += 1;
    const piece = clean.slice(k, end);
    out.push(on[k] ? el("mark", { text: piece }) : document.createTextNode(piece));
    k = end;
  }
  return out;
}
