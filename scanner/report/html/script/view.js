// What is shown: the filter, which the address keeps, and the rows that pass it.

const EMPTY = {
  verdict: [],
  confidence: [],
  category: "",
  asset: "",
  clause: "",
  search: "",
  sort: "",
  page: 1,
  finding: "",
};
let view = { ...EMPTY };

const LISTS = ["verdict", "confidence"];
const signNumber = new Map(report.signs.map((sign, number) => [sign.id, number]));
const assetNumber = new Map(report.assets.map((asset, number) => [asset, number]));

/** The filter in the address; what it does not know it passes over. */
function readAddress() {
  const told = new URLSearchParams(location.hash.slice(1));
  const next = { ...EMPTY };
  for (const key of Object.keys(EMPTY)) {
    const value = told.get(key);
    if (value === null) continue;
    if (LISTS.includes(key)) next[key] = value.split(",");
    else next[key] = key === "page" ? Math.max(1, Number.parseInt(value, 10) || 1) : value;
  }
  next.verdict = next.verdict.filter((id) => signNumber.has(id));
  next.confidence = next.confidence.filter((word) => word && CONFIDENCE.includes(word));
  view = next;
}

let writing = 0;

/** Browsers take only so many changes of the address: those of typing wait for a pause. */
function writeLater() {
  clearTimeout(writing);
  writing = setTimeout(writeAddress, 200, false);
}

function writeAddress(step) {
  clearTimeout(writing);
  const told = new URLSearchParams();
  for (const [key, empty] of Object.entries(EMPTY)) {
    const value = LISTS.includes(key) ? view[key].join(",") : String(view[key]);
    if (value !== String(empty)) told.set(key, value);
  }
  const address = `#${told}`;
  if (address !== (location.hash || "#")) history[step ? "pushState" : "replaceState"](null, "", address);
}

// --- the rows that pass ------------------------------------------------------------------------

const haystacks = [];

function haystack(row) {
  const numbersOf = ["table", "field", "member", "reason", "why"].map((key) => column[key][row]);
  const all = [...numbersOf, ...column.entities[row], ...column.samples[row], ...column.labels[row].flat()].map(text);
  const clauses = column.clauses[row].flatMap((clause) => report.clauses[clause].slice(0, 3));
  const category = column.category[row] < 0 ? [] : Object.values(report.categories[column.category[row]]);
  const rules = column.readings[row].flatMap(([rule]) => [report.rules[rule].id, report.rules[rule].label]);
  const names = [report.assets[column.asset[row]], inside(row), column.fingerprint[row]];
  const sign = report.signs[column.sign[row]].word;
  return [...names, sign, ...category, ...all, ...rules, ...clauses].join("\n").toLowerCase();
}

/** Makes ready for the first search, a little at a time, while nothing else is done. */
function prepareSearch(from = 0) {
  const to = Math.min(from + 500, FOUND);
  for (let row = from; row < to; row += 1) haystacks[row] ??= haystack(row);
  if (to < FOUND) setTimeout(prepareSearch, 20, to);
}

/** One test for each part of the filter that is set, by its name. */
function tests() {
  const made = {};
  if (view.verdict.length) {
    const signs = new Set(view.verdict.map((id) => signNumber.get(id)));
    made.verdict = (row) => signs.has(column.sign[row]);
  }
  if (view.confidence.length) {
    const levels = new Set(view.confidence.map((word) => CONFIDENCE.indexOf(word)));
    made.confidence = (row) => levels.has(column.confidence[row]);
  }
  if (view.category) made.category = categoryTest(view.category);
  if (view.asset) made.asset = assetTest(view.asset);
  if (view.clause) {
    const clauses = new Set(each(report.clauses.length).filter((number) => clauseName(number) === view.clause));
    made.clause = (row) => column.clauses[row].some((clause) => clauses.has(clause));
  }
  const words = view.search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length) {
    made.search = (row) => {
      haystacks[row] ??= haystack(row);
      return words.every((word) => haystacks[row].includes(word));
    };
  }
  return made;
}

/** A category, `none`, or a family with its dot: `contact.` */
function categoryTest(wanted) {
  const fits = new Set(
    each(report.categories.length).filter((number) => {
      const { id } = report.categories[number];
      return wanted.endsWith(".") ? `${id}.`.startsWith(wanted) : id === wanted;
    }),
  );
  if (wanted === "none") fits.add(-1);
  return (row) => fits.has(column.category[row]);
}

/** An asset by its whole name, else those whose names hold the words. */
function assetTest(wanted) {
  if (assetNumber.has(wanted)) {
    const number = assetNumber.get(wanted);
    return (row) => column.asset[row] === number;
  }
  const fits = report.assets.map((asset) => asset.toLowerCase().includes(wanted.toLowerCase()));
  return (row) => fits[column.asset[row]];
}

/** What tells a clause from those of other versions of the notice. */
function clauseName(number) {
  const [id, , , notice] = report.clauses[number];
  return `${notice}/${id}`;
}

function passing(made, but = "") {
  const used = Object.entries(made)
    .filter(([name]) => name !== but)
    .map(([, test]) => test);
  return each(FOUND).filter((row) => used.every((test) => test(row)));
}

// --- in which order ----------------------------------------------------------------------------

const orders = {
  verdict: () => column.sign,
  category: () => column.category,
  place: () => placeRanks(),
  values: () => column.values,
  confidence: () => column.confidence,
};
let ranks = null;

function placeRanks() {
  if (ranks === null) {
    const names = each(FOUND).map(inside);
    const byName = new Map([...new Set(names)].sort().map((name, rank) => [name, rank]));
    const name = names.map((told) => byName.get(told));
    const sorted = each(FOUND).sort((a, b) => column.asset[a] - column.asset[b] || name[a] - name[b]);
    ranks = new Array(FOUND);
    sorted.forEach((row, rank) => {
      ranks[row] = rank;
    });
  }
  return ranks;
}

/** `values` is upwards, `-values` downwards; without one the worst stand first. */
function ordered(rows) {
  const down = view.sort.startsWith("-");
  const name = view.sort.replace("-", "");
  const order = Object.hasOwn(orders, name) ? orders[name] : null;
  const keys = (order ?? orders.verdict)();
  const sign = order && down ? -1 : 1;
  return rows.sort((a, b) => sign * (keys[a] - keys[b]) || column.sign[a] - column.sign[b] || a - b);
}

/** Changes the filter and draws; each change but typing can be gone back. */
function change(part, typing = false) {
  view = { ...view, page: 1, finding: "", ...part };
  if (typing) writeLater();
  else writeAddress(true);
  draw();
}

/** Shows what a cell, a bar or a clause stands for. */
function choose(part) {
  change({ ...EMPTY, ...part });
  goTo("findings");
}

function goTo(id) {
  const section = byId(id);
  section.scrollIntoView();
  section.tabIndex = -1;
  section.focus({ preventScroll: true });
}
