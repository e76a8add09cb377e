// Arrangements beside the map: rings around one node, and a path laid out as a line.

const RING_ORDER = ["change", "part-change", "part-of", "of-unit", "under", "in", "post"];

/**
 * Rings around a node: its neighbours, and with two hops theirs. A neighbour with very many others of its own (a
 * district, a province) does not unfold, or one hop more would be the whole map.
 */
function arrangeEgo(center, hops) {
  const seen = new Set([center.i]);
  const tree = new Set();
  const branch = (node) => {
    const found = [];
    const sorted = [...node.edges].sort((a, b) => RING_ORDER.indexOf(a.kind) - RING_ORDER.indexOf(b.kind) || other(b, node).tier - other(a, node).tier
      || other(a, node).family.localeCompare(other(b, node).family, LANG) || other(a, node).label.localeCompare(other(b, node).label, LANG));
    for (const e of sorted) {
      const o = other(e, node);
      if (!shown.edge[e.i] || seen.has(o.i)) continue;
      seen.add(o.i);
      tree.add(e.i);
      found.push({ node: o, children: [] });
    }
    return found;
  };
  const first = branch(center);
  for (const e of center.edges) if (shown.edge[e.i]) tree.add(e.i);
  // One hop around a person or a small body says little: go one further where it stays readable.
  const deep = hops > 1 || first.length < 4;
  if (deep) for (const item of first) if (item.node.edges.length <= (hops > 1 ? 40 : 14)) item.children = branch(item.node);
  for (const item of first) for (const c of item.children) for (const e of c.node.edges) if (other(e, c.node) === item.node) tree.add(e.i);
  const places = ringPlaces(center, first);
  const members = new Set(Object.keys(places).map(Number));
  const between = new Set(edges.filter((e) => members.has(e.s) && members.has(e.t)).map((e) => e.i));
  return { places, edges: between, tree, near: members };
}

function ringPlaces(center, first) {
  const leaves = first.reduce((sum, item) => sum + Math.max(1, item.children.length), 0);
  // Names are wider than high: rings are ellipses, long enough for all names of a ring.
  const inner = Math.max(190, (first.length * 92) / (2 * Math.PI));
  const outer = Math.max(inner + 150, (leaves * 84) / (2 * Math.PI));
  const places = { [center.i]: [center.x, center.y] };
  const put = (node, angle, r) => { places[node.i] = [center.x + Math.cos(angle) * r * 1.3, center.y + Math.sin(angle) * r * 0.92]; };
  // Few neighbours stand left and right, where names find room; many begin at the top.
  let at = (leaves < 4 ? -Math.PI : -Math.PI / 2) - (Math.PI * Math.max(1, first[0] ? first[0].children.length : 1)) / Math.max(1, leaves);
  first.forEach((item, k) => {
    const span = (2 * Math.PI * Math.max(1, item.children.length)) / Math.max(1, leaves);
    // Long rings stand in two rows, so that neighbours' names do not meet.
    const stagger = first.length > 14 && k % 2 && !item.children.length ? 78 : 0;
    put(item.node, at + span / 2, inner + stagger);
    item.children.forEach((child, c) => {
      const step = span / item.children.length;
      put(child.node, at + step * (c + 0.5), outer + (item.children.length > 6 && c % 2 ? 74 : 0));
    });
    at += span;
  });
  return places;
}

/** A path from left to right; a long one turns at the edge of the stage like a line of text. */
function arrangePath(path) {
  const columns = narrow.matches ? 1 : Math.max(3, Math.min(6, Math.round($("stage").clientWidth / 230)));
  const places = {};
  path.nodes.forEach((node, k) => {
    const row = Math.floor(k / columns), column = row % 2 ? columns - 1 - (k % columns) : k % columns;
    const wave = narrow.matches ? 0 : (k % 2) * 46;
    places[node.i] = [column * 215, row * (narrow.matches ? 130 : 190) + wave];
  });
  const links = new Set(path.edges.map((e) => e.i));
  return { places, edges: links, tree: links, near: new Set(path.nodes.map((n) => n.i)) };
}
