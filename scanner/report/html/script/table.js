// The table of findings with its filters: a page at a time, so that ten thousand stay as quick as ten.

const PAGE = 50;
const PRINTED = 500;
let pageSize = PAGE;
const open = new Set();

// --- filters -----------------------------------------------------------------------------------

function buildFilters() {
  const used = new Set(column.sign);
  const signs = each(report.signs.length).filter((sign) => used.has(sign));
  const levels = [3, 2, 1].filter((level) => column.confidence?.includes(level));
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  fill(
    "filters",
    make(
      "fieldset",
      { class: "chips wide" },
      make("legend", {}, "Verdict"),
      signs.map((sign) => chip("verdict", report.signs[sign].id, [mark(sign), report.signs[sign].word])),
    ),
    make(
      "fieldset",
      { class: "chips" },
      make("legend", {}, "Confidence"),
      levels.map((level) => chip("confidence", CONFIDENCE[level], [CONFIDENCE[level]])),
    ),
    make("label", { class: "field" }, "Category", categoryChoice()),
    make("label", { class: "field" }, "Asset", assetChoice()),
    make("label", { class: "field grow" }, "Search", typed("search", "Field, clause, rule, reason …")),
  );
}

function chip(key, value, content) {
  const toggle = (event) => {
    const others = view[key].filter((other) => other !== value);
    change({ [key]: event.target.checked ? [...others, value] : others });
  };
  return make(
    "label",
    { class: "chip" },
    make("input", { type: "checkbox", name: key, value, onchange: toggle }),
    make("span", {}, content, make("span", { class: "many", "data-many": `${key} ${value}` })),
  );
}

function categoryChoice() {
  const used = new Set(column.category);
  const options = each(report.categories.length).filter((number) => used.has(number));
  const families = grouped(options, (number) => report.categories[number].family);
  const select = make(
    "select",
    { name: "category", onchange: (event) => change({ category: event.target.value }) },
    make("option", { value: "" }, "All"),
    [...families].map(([family, members]) =>
      make(
        "optgroup",
        { label: family },
        members.length > 1
          ? make("option", { value: `${report.categories[members[0]].id.split(".")[0]}.` }, `${family}: all`)
          : null,
        members.map((number) =>
          make("option", { value: report.categories[number].id }, report.categories[number].label),
        ),
      ),
    ),
  );
  if (used.has(-1)) select.append(make("option", { value: "none" }, "No category"));
  return select;
}

function assetChoice() {
  const field = typed("asset", "Name, or part of it");
  field.setAttribute("list", "asset-names");
  const names = [...new Set(column.asset)]
    .slice(0, 300)
    .map((number) => make("option", { value: report.assets[number] }));
  return make("span", {}, field, make("datalist", { id: "asset-names" }, names));
}

function typed(key, placeholder) {
  return make("input", {
    type: "search",
    name: key,
    placeholder,
    autocomplete: "off",
    spellcheck: "false",
    oninput: (event) => change({ [key]: event.target.value }, true),
  });
}

/** Sets the filters' controls to what is chosen, and counts what each verdict and confidence would show. */
function drawFilters(made) {
  const form = byId("filters");
  for (const name of ["category", "asset", "search"]) {
    if (form.elements[name].value !== view[name]) form.elements[name].value = view[name];
  }
  for (const key of LISTS) {
    const ids = new Map();
    for (const row of passing(made, key)) {
      const id = key === "verdict" ? report.signs[column.sign[row]].id : CONFIDENCE[column.confidence[row]];
      ids.set(id, (ids.get(id) ?? 0) + 1);
    }
    for (const input of form.querySelectorAll(`input[name=${key}]`)) {
      input.checked = view[key].includes(input.value);
      form.querySelector(`[data-many="${key} ${input.value}"]`).textContent = numbers.format(ids.get(input.value) ?? 0);
    }
  }
}

// --- the table ---------------------------------------------------------------------------------

const COLUMNS = [
  ["verdict", "Verdict"],
  ["category", "Kind of data"],
  ["place", "Where", "broad"],
  ["values", "Values", "broad number"],
  ["confidence", "Confidence", "broad"],
];

function draw() {
  const made = tests();
  const rows = ordered(passing(made));
  drawFilters(made);
  drawCount(rows);
  if (view.finding) turnTo(rows);
  drawRows(rows);
}

function drawCount(rows) {
  const clause = view.clause ? ` under the clause ${view.clause.split("/").pop()}` : "";
  const printed = pageSize === PRINTED && rows.length > PRINTED ? ` The first ${PRINTED} are printed.` : "";
  const all = rows.length === FOUND && !clause ? "" : `${numbers.format(rows.length)} of `;
  byId("count").textContent = `${all}${count(FOUND, "finding")}${clause}.${printed}`;
  const filtered = Object.keys(EMPTY).some((key) => !["sort", "page", "finding"].includes(key) && view[key].length);
  byId("reset").hidden = !filtered;
}

/** Opens the finding that the address names, and turns to its page. */
function turnTo(rows) {
  const at = rows.findIndex((row) => column.fingerprint[row] === view.finding);
  if (at < 0) return;
  open.add(rows[at]);
  view.page = Math.floor(at / pageSize) + 1;
}

function drawRows(rows) {
  const pages = Math.max(1, Math.ceil(rows.length / pageSize));
  view.page = Math.min(view.page, pages);
  const shown = rows.slice((view.page - 1) * pageSize, view.page * pageSize);
  fill(
    "findings-table",
    make("caption", { class: "unseen" }, "Findings; each opens to its evidence"),
    make("thead", {}, make("tr", {}, COLUMNS.map(sortable))),
    make(
      "tbody",
      {},
      shown.flatMap(line),
      shown.length
        ? null
        : make("tr", {}, make("td", { colspan: COLUMNS.length, class: "none" }, "No finding fits this filter.")),
    ),
  );
  pager("findings-pages", view.page, pages, (page) => {
    change({ page });
    byId("findings-table").scrollIntoView();
  });
}

function sortable([key, title, kind]) {
  const up = view.sort === key;
  const down = view.sort === `-${key}`;
  const first = key === "values" || key === "confidence" ? `-${key}` : key;
  const second = first === key ? `-${key}` : key;
  const next = view.sort === first ? second : view.sort === second ? "" : first;
  const sort = () => {
    change({ sort: next });
    byId("findings-table").querySelector(`[data-sort=${key}]`).focus();
  };
  return make(
    "th",
    { scope: "col", class: kind ?? null, "aria-sort": up ? "ascending" : down ? "descending" : null },
    make(
      "button",
      { type: "button", class: "sort", "data-sort": key, onclick: sort },
      title,
      make("span", { "aria-hidden": "true" }, up ? " ↑" : down ? " ↓" : ""),
    ),
  );
}

function line(row) {
  const id = `finding-${row}`;
  const expanded = open.has(row);
  const button = make(
    "button",
    { type: "button", class: "opener", "aria-expanded": String(expanded), "aria-controls": expanded ? id : null },
    categoryLabel(column.category[row]),
  );
  const main = make(
    "tr",
    { class: `finding ${report.signs[column.sign[row]].group}`, onclick: (event) => toggle(event, row) },
    make("td", { class: "verdict" }, badge(column.sign[row])),
    make("th", { scope: "row" }, button, special(row), make("div", { class: "narrow" }, place(row))),
    make("td", { class: "broad" }, place(row)),
    make(
      "td",
      { class: "broad number" },
      numbers.format(column.values[row]),
      make("span", { class: "faint" }, ` of ${numbers.format(column.scanned[row])}`),
    ),
    make("td", { class: "broad" }, CONFIDENCE[column.confidence[row]]),
  );
  return expanded
    ? [main, make("tr", { class: "more", id }, make("td", { colspan: COLUMNS.length }, detail(row)))]
    : [main];
}

function special(row) {
  const category = report.categories[column.category[row]];
  return category?.special ? make("span", { class: "tag", title: "A special category of GDPR Art. 9" }, "special") : "";
}

/** Opens or closes one finding; a click that marks text, or into the evidence, does not. */
function toggle(event, row) {
  if (String(getSelection()) && event.detail) return;
  const at = event.currentTarget;
  if (open.has(row)) open.delete(row);
  else open.add(row);
  view.finding = open.has(row) ? column.fingerprint[row] : "";
  writeAddress(false);
  if (at.nextElementSibling?.id === `finding-${row}`) at.nextElementSibling.remove();
  const lines = line(row);
  at.replaceWith(...lines);
  lines[0].querySelector("button").focus({ preventScroll: true });
}

/** Print has the first rows from the start, whatever page is shown. */
function forPrint(printing) {
  pageSize = printing ? PRINTED : PAGE;
  const { page, finding } = view;
  if (printing) view = { ...view, page: 1, finding: "" };
  draw();
  view = { ...view, page, finding };
}
