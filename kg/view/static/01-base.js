// Small helpers: texts, elements, dates, search keys. Text enters the document through textContent alone.

const DATA = JSON.parse(document.getElementById("data").textContent);
const T = DATA.texts;
const LANG = DATA.lang;
const $ = (id) => document.getElementById(id);

function t(key, ...values) {
  let text = T[key] ?? key;
  values.forEach((value, i) => { text = text.split(`{${i}}`).join(String(value)); });
  return text;
}

/** An element with class, attributes and children; strings become text nodes. */
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name === "class") node.className = value;
    else if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(3).filter((c) => c !== null && c !== undefined && c !== false));
  return node;
}

function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.flat());
  return node;
}

const number = (n) => n.toLocaleString(LANG === "vi" ? "vi-VN" : "en-GB");

/** One character without marks or case, so that offsets in the folded text are offsets in the text. */
function foldChar(c) {
  if (c === "đ" || c === "Đ" || c === "ð" || c === "Ð") return "d";
  const base = c.normalize("NFD")[0].toLowerCase();
  return base.length === 1 ? base : c;
}
const foldText = (text) => Array.from(text.normalize("NFC"), (c) => (c.length === 1 ? foldChar(c) : "··")).join("");
const searchKey = (text) => foldText(text).replace(/\s+/g, " ").trim();

/** How well one of a node's names answers: 0 best, null not at all. */
function matchRank(keys, query, words) {
  let best = null;
  for (const key of keys) {
    let rank = null;
    if (key === query) rank = 0;
    else if (key.startsWith(query)) rank = 1;
    else if (` ${key}`.includes(` ${query}`)) rank = 2;
    else if (words.length > 1 && words.every((w) => ` ${key}`.includes(` ${w}`))) rank = 3;
    else if (query.length > 2 && key.includes(query)) rank = 4;
    if (rank !== null && (best === null || rank < best)) best = rank;
  }
  return best;
}

/** "2020" stays; "2020-01" → 01/2020; "2020-01-31" → 31/01/2020 (English keeps ISO). */
function showDate(day) {
  if (!day) return t("undated");
  return LANG === "vi" ? day.split("-").reverse().join("/") : day;
}
const yearOf = (day) => (/^\d{4}/.test(day || "") ? Number(day.slice(0, 4)) : null);

function safeUrl(url) {
  return /^https?:\/\//i.test(url || "") ? url : null;
}

const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
const narrow = window.matchMedia("(max-width: 760px)");

function debounce(action, wait) {
  let timer = 0;
  return (...args) => { clearTimeout(timer); timer = setTimeout(() => action(...args), wait); };
}

function cut(text, limit) {
  return text.length > limit ? text.slice(0, limit - 1).trimEnd() + "…" : text;
}

/** Offer a file to save. */
function download(name, blob) {
  const link = el("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
