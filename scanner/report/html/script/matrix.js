// Assets × categories: the worst verdict of each pair, told by colour, mark and number.

const ASSETS = 25;

function buildMatrix() {
  if (!FOUND) return;
  show("matrix");
  const assets = [...grouped(each(FOUND), (row) => column.asset[row])].map(([asset, rows]) => ({
    asset, cells: grouped(rows, (row) => column.category[row]), worst: Math.min(...rows.map((row) => column.sign[row])),
    failing: rows.filter((row) => groupOf(row) === "fails").length, all: rows.length,
  }));
  assets.sort((a, b) => b.failing - a.failing || a.worst - b.worst || b.all - a.all || a.asset - b.asset);
  const used = new Set(column.category);
  const categories = each(report.categories.length).filter((number) => used.has(number));
  if (used.has(-1)) categories.push(-1);
  const signs = [...new Set(column.sign)].sort((a, b) => a - b);
  fill("matrix-key", signs.map((sign) => badge(sign)));
  byId("matrix-table").addEventListener("keydown", moveInMatrix);
  drawMatrix(assets, categories, 1);
}

function drawMatrix(assets, categories, page) {
  const shown = assets.slice((page - 1) * ASSETS, page * ASSETS);
  const families = grouped(categories, (number) => report.categories[number]?.family ?? "");
  const first = new Set([...families.values()].map(([number]) => number));
  fill("matrix-table",
    make("caption", { class: "unseen" }, "Assets by categories"),
    make("colgroup", {}, make("col", {})), [...families.values()].map((members) => make("colgroup", { span: members.length })),
    make("thead", {},
      make("tr", {}, make("th", { scope: "col", rowspan: 2, class: "corner" }, "Asset"),
        [...families].map(([family, members]) => make("th", { scope: "colgroup", colspan: members.length, class: "family", title: family }, make("span", { class: members.length > 1 ? null : "unseen" }, family)))),
      make("tr", {}, categories.map((number) => make("th", { scope: "col", class: first.has(number) ? "turned first" : "turned" }, make("span", {}, categoryLabel(number)))))),
    make("tbody", {}, shown.map(({ asset, cells }) => make("tr", {},
      make("th", { scope: "row" }, make("button", { type: "button", class: "plain name", title: report.assets[asset], onclick: () => choose({ asset: report.assets[asset] }) }, code(report.assets[asset]))),
      categories.map((number) => make("td", { class: first.has(number) ? "first" : null }, cells.has(number) ? cell(asset, number, cells.get(number)) : ""))))));
  const tab = byId("matrix-table").querySelector(".cell");
  if (tab) tab.tabIndex = 0;
  pager("matrix-pages", page, Math.ceil(assets.length / ASSETS), (to) => drawMatrix(assets, categories, to));
}

function cell(asset, number, rows) {
  const sign = Math.min(...rows.map((row) => column.sign[row]));
  const { id, word, group, mark: shape } = report.signs[sign];
  const says = `${word}: ${categoryLabel(number)} in ${report.assets[asset]}, ${count(rows.length, "finding")}`;
  const chosen = { asset: report.assets[asset], category: report.categories[number]?.id ?? "none" };
  return make("button", { type: "button", class: `cell ${group}`, "data-sign": id, tabindex: -1, "aria-label": says, title: says, onclick: () => choose(chosen) },
    shape, rows.length > 1 ? make("small", {}, numbers.format(rows.length)) : "");
}

/** Arrow keys go to the next cell in that direction, so that the matrix is one stop of the Tab key. */
function moveInMatrix(event) {
  const steps = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
  const from = event.target.closest(".cell");
  if (!from || !steps[event.key]) return;
  event.preventDefault();
  const [down, right] = steps[event.key];
  const lines = [...byId("matrix-table").tBodies[0].rows];
  let y = lines.indexOf(from.closest("tr"));
  let x = from.closest("td").cellIndex;
  for (;;) {
    y += down;
    x += right;
    if (!lines[y]?.cells[x]) return;
    const to = lines[y].cells[x].querySelector(".cell");
    if (to) {
      from.tabIndex = -1;
      to.tabIndex = 0;
      to.focus();
      return;
    }
  }
}
