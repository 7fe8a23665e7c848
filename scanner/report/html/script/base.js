"use strict";

// The report, and how text gets onto the page: always as text, never as markup.

const report = JSON.parse(document.getElementById("report").textContent);
const column = report.findings;
const FOUND = column.sign.length;
const CONFIDENCE = ["", "possible", "likely", "certain"];
const numbers = new Intl.NumberFormat("en");

const byId = (id) => document.getElementById(id);
const text = (number) => report.texts[number];
const count = (number, noun, nouns = `${noun}s`) => `${numbers.format(number)} ${number === 1 ? noun : nouns}`;
const each = (length) => Array.from({ length }, (_, number) => number);

/** An element with attributes (`on…` are listeners, false and null leave one out) and children. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== ""));
  return element;
}

const fill = (id, ...children) => byId(id).replaceChildren(...children.flat());
const show = (id) => byId(id).removeAttribute("hidden");
const code = (words) => make("bdi", { class: "code" }, words);

/** A sentence in which names stand between backticks. */
const sentence = (words) => words.split("`").map((part, at) => (at % 2 ? code(part) : part));

function mark(sign) {
  const { id, mark: shape, group } = report.signs[sign];
  return make("span", { class: `mark ${group}`, "data-sign": id, "aria-hidden": "true" }, shape);
}

function badge(sign) {
  return make("span", { class: "badge" }, mark(sign), report.signs[sign].word);
}

const categoryLabel = (number) => (number < 0 ? "No category" : report.categories[number].label);

/** Where a finding is, inside its asset. */
function inside(row) {
  const parts = [text(column.table[row]), text(column.field[row])].filter(Boolean).join(".");
  return [text(column.member[row]), parts].filter(Boolean).join(": ");
}

function place(row) {
  const rest = inside(row);
  const parts = [code(report.assets[column.asset[row]])];
  if (rest) parts.push(make("span", { class: "inside" }, code(rest)));
  return make("span", { class: "place" }, parts);
}

/** A mark and a word for what is no finding. */
const state = (shape, group, words) =>
  make("span", { class: "badge" }, make("span", { class: `mark ${group}`, "aria-hidden": "true" }, shape), words);

const FEW = 3;

/** Places in words: a few, and the others where they are asked for. `more` are not in this file. */
function places(words, more = 0) {
  const list = (items) =>
    make(
      "ul",
      { class: "places" },
      items.map((item) => make("li", {}, code(item))),
    );
  if (words.length <= FEW) return list(words);
  const rest = words.length - FEW + more;
  return [
    list(words.slice(0, FEW)),
    make(
      "details",
      {},
      make("summary", {}, `${numbers.format(rest)} more`),
      list(words.slice(FEW)),
      more ? make("p", { class: "faint" }, `and ${numbers.format(more)} that only the report as JSON lists`) : "",
    ),
  ];
}

function bytes(size) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let unit = 0;
  for (; size >= 1000 && unit < units.length - 1; unit += 1) size /= 1000;
  return `${unit ? size.toFixed(1) : size} ${units[unit]}`;
}

/** Rows by the value of a key, in order of first appearance. */
function grouped(rows, key) {
  const groups = new Map();
  for (const row of rows) {
    const name = key(row);
    if (groups.has(name)) groups.get(name).push(row);
    else groups.set(name, [row]);
  }
  return groups;
}

function head(...titles) {
  return make(
    "thead",
    {},
    make(
      "tr",
      {},
      titles.map(([title, kind]) => make("th", { scope: "col", class: kind ?? null }, title)),
    ),
  );
}

/** Buttons that turn pages; nothing where one page holds all. `turn` draws another page. */
function pager(id, page, pages, turn) {
  const button = (words, to, off) =>
    make(
      "button",
      {
        type: "button",
        disabled: off,
        onclick: () => {
          turn(to);
          byId(id).querySelector("button:enabled")?.focus();
        },
      },
      words,
    );
  fill(
    id,
    pages < 2
      ? []
      : [
          button("First", 1, page === 1),
          button("Previous", page - 1, page === 1),
          make("span", {}, `Page ${numbers.format(page)} of ${numbers.format(pages)}`),
          button("Next", page + 1, page === pages),
          button("Last", pages, page === pages),
        ],
  );
}
