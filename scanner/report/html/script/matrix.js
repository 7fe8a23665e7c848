// Assets × categories: the worst verdict of each pair, told by colour, mark and number.

const ASSETS = 25;

function buildMatrix() {
  if (!FOUND) return;
  show("matrix");
  const rows = each(FOUND);
  const assets = worstFirst(grouped(rows, (row) => column.asset[row])).map(([asset, members]) => ({
    asset,
    cells: grouped(members, (row) => column.category[row]),
  }));
  const used = new Set(column.category);
  const inOrder = [...each(report.categories.length), -1].filter((number) => used.has(number));
  const families = worstFirst(grouped(rows, (row) => familyOf(column.category[row])));
  const categories = families.flatMap(([family]) => inOrder.filter((number) => familyOf(number) === family));
  const signs = [...new Set(column.sign)].sort((a, b) => a - b);
  fill(
    "matrix-key",
    signs.map((sign) => badge(sign)),
  );
  byId("matrix-table").addEventListener("keydown", moveInMatrix);
  drawMatrix(assets, categories, 1);
}

const familyOf = (category) => report.categories[category]?.family ?? "";

/** Groups of findings, those in which most fails first, so that what fails stands at the top left. */
function worstFirst(groups) {
  const weighed = [...groups].map(([key, rows]) => {
    const failing = rows.filter((row) => groupOf(row) === "fails").length;
    return { group: [key, rows], failing, worst: Math.min(...rows.map((row) => column.sign[row])) };
  });
  weighed.sort((a, b) => b.failing - a.failing || a.worst - b.worst || b.group[1].length - a.group[1].length);
  return weighed.map(({ group }) => group);
}

function drawMatrix(assets, categories, page) {
  const shown = assets.slice((page - 1) * ASSETS, page * ASSETS);
  const families = grouped(categories, familyOf);
  const first = new Set([...families.values()].map(([number]) => number));
  fill(
    "matrix-table",
    make("caption", { class: "unseen" }, "Assets by categories"),
    make("colgroup", {}, make("col", {})),
    [...families.values()].map((members) => make("colgroup", { span: members.length })),
    make(
      "thead",
      {},
      make(
        "tr",
        {},
        make("th", { scope: "col", rowspan: 2, class: "corner" }, "Asset"),
        [...families].map(([family, members]) =>
          make(
            "th",
            { scope: "colgroup", colspan: members.length, class: "family", title: family },
            make("span", { class: members.length > 1 ? null : "unseen" }, family),
          ),
        ),
      ),
      make(
        "tr",
        {},
        categories.map((number) =>
          make(
            "th",
            { scope: "col", class: first.has(number) ? "turned first" : "turned" },
            make("span", {}, categoryLabel(number)),
          ),
        ),
      ),
    ),
    make(
      "tbody",
      {},
      shown.map(({ asset, cells }) =>
        make(
          "tr",
          {},
          make(
            "th",
            { scope: "row" },
            make(
              "button",
              {
                type: "button",
                class: "plain name",
                title: report.assets[asset],
                onclick: () => choose({ asset: report.assets[asset] }),
              },
              code(report.assets[asset]),
            ),
          ),
          categories.map((number) =>
            make(
              "td",
              { class: first.has(number) ? "first" : null },
              cells.has(number) ? cell(asset, number, cells.get(number)) : "",
            ),
          ),
        ),
      ),
    ),
  );
  const frame = byId("matrix-table").parentElement;
  byId("matrix-wide").hidden = frame.scrollWidth <= frame.clientWidth;
  const tab = byId("matrix-table").querySelector(".cell");
  if (tab) tab.tabIndex = 0;
  pager("matrix-pages", page, Math.ceil(assets.length / ASSETS), (to) => drawMatrix(assets, categories, to));
}

function cell(asset, number, rows) {
  const sign = Math.min(...rows.map((row) => column.sign[row]));
  const { id, word, group, mark: shape } = report.signs[sign];
  const says = `${word}: ${categoryLabel(number)} in ${report.assets[asset]}, ${count(rows.length, "finding")}`;
  const chosen = { asset: report.assets[asset], category: report.categories[number]?.id ?? "none" };
  return make(
    "button",
    {
      type: "button",
      class: `cell ${group}`,
      "data-sign": id,
      tabindex: -1,
      "aria-label": says,
      title: says,
      onclick: () => choose(chosen),
    },
    shape,
    rows.length > 1 ? make("small", {}, numbers.format(rows.length)) : "",
  );
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
