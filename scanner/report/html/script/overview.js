// The head of the page: what is held against what, how the findings stand, what fails, how much there is.

const GROUPS = [
  ["fails", "Fails"],
  ["weak", "Too weak to fail"],
  ["partly", "Covered in part"],
  ["declared", "Declared"],
  ["other", "Known, accepted or not judged"],
];
const MOST_FAILING = 12;
const MOST_BARS = 12;
const groupOf = (row) => report.signs[column.sign[row]].group;
const signsOf = (group) => report.signs.filter((sign) => sign.group === group).map((sign) => sign.id);

function buildOverview() {
  const { run, notice } = report;
  const against = notice
    ? [`${notice.company} · notice `, code(notice.id), notice.updated ? `, updated ${notice.updated}` : ""]
    : ["Inventory, no notice named"];
  fill("about", against, make("span", {}, run.day ? `Scanned ${run.day}` : ""));
  const whole = report.coverage.filter((entry) => statusOf(entry) === "scanned").length;
  const sum = (at) => report.coverage.reduce((total, entry) => total + (entry[1] === "skipped" ? 0 : entry[at]), 0);
  const facts = [
    ["Assets scanned whole", `${numbers.format(whole)} of ${numbers.format(report.coverage.length)}`],
    ["Records", numbers.format(sum(4))],
    ["Read", bytes(sum(3))],
    ["Findings", numbers.format(FOUND)],
  ];
  fill(
    "facts",
    facts.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))),
  );
  buildStanding();
  buildFails();
}

/** A bar with a part for each group, as wide as its number. */
function barOf(sums) {
  const present = GROUPS.filter(([group]) => sums.get(group));
  const parts = present.map(([group]) => {
    const part = make("span", { class: `part ${group}` });
    part.style.flexGrow = sums.get(group);
    return part;
  });
  return make("span", { class: "bar-of", "aria-hidden": "true" }, parts);
}

/** One bar of all findings, and what its parts mean. */
function buildStanding() {
  const groups = grouped(each(FOUND), groupOf);
  const present = GROUPS.filter(([group]) => groups.has(group));
  const bar = barOf(new Map(present.map(([group]) => [group, groups.get(group).length])));
  const list = make(
    "ul",
    { class: "legend" },
    present.map(([group, words]) =>
      make(
        "li",
        {},
        make(
          "button",
          { type: "button", class: "plain", onclick: () => choose({ verdict: signsOf(group) }) },
          make("span", { class: `swatch ${group}`, "aria-hidden": "true" }),
          make("b", {}, numbers.format(groups.get(group).length)),
          ` ${group === "other" && !report.notice ? "Found" : words}`,
        ),
      ),
    ),
  );
  fill("standing", FOUND ? [bar, list] : []);
}

function buildFails() {
  const rows = each(FOUND).filter((row) => groupOf(row) === "fails");
  const groups = [...grouped(ordered(rows), (row) => `${column.sign[row]} ${column.category[row]}`).values()];
  groups.sort((a, b) => column.sign[a[0]] - column.sign[b[0]] || b.length - a.length);
  const broken = report.rows.filter((row) => row.fails);
  if (!groups.length && !broken.length) return;
  show("fails");
  fill(
    "fails-table",
    head(["Verdict"], ["Kind of data"], ["Where", "broad"], ["Findings", "broad number"]),
    make("tbody", {}, groups.slice(0, MOST_FAILING).map(failing), broken.map(brokenClause)),
  );
  const rest = groups.length - MOST_FAILING;
  const all = make(
    "button",
    { type: "button", class: "plain", onclick: () => choose({ verdict: signsOf("fails") }) },
    "See every finding that fails",
  );
  fill("fails-more", rest > 0 ? `And ${numbers.format(rest)} more like these. ` : "", rows.length ? all : "");
}

function failing(rows) {
  const [first] = rows;
  const category = report.categories[column.category[first]];
  const seen = () => choose({ verdict: [report.signs[column.sign[first]].id], category: category?.id ?? "none" });
  const where = () =>
    make(
      "ul",
      { class: "places" },
      rows.slice(0, FEW).map((row) => make("li", {}, place(row))),
      rows.length > FEW ? make("li", { class: "faint" }, `and ${count(rows.length - FEW, "more place")}`) : null,
    );
  const kind = make(
    "button",
    { type: "button", class: "opener", onclick: seen },
    categoryLabel(column.category[first]),
  );
  return failingLine(badge(column.sign[first]), [kind, special(first)], where, rows.length);
}

function brokenClause(row) {
  const where = () => make("div", {}, sentence(row.reason), places(row.concerned, row.more));
  return failingLine(state("§", "fails", "Broken"), `Clause: ${row.kind}`, where, row.concerned.length + row.more);
}

/** Where there is no room for four columns, the place stands below the kind. */
function failingLine(sign, kind, where, many) {
  return make(
    "tr",
    { class: "fails" },
    make("td", { class: "verdict" }, sign),
    make("th", { scope: "row" }, kind, make("div", { class: "narrow" }, where())),
    make("td", { class: "broad" }, where()),
    make("td", { class: "broad number" }, numbers.format(many)),
  );
}

// --- how much ----------------------------------------------------------------------------------

function buildVolume() {
  const counted = each(FOUND).filter((row) => column.values[row]);
  if (!counted.length) return;
  show("volume");
  const parts = volumes(counted);
  fill(
    "volume-bars",
    bars(
      "By kind of data",
      parts,
      (row) => column.category[row],
      categoryLabel,
      (number) => ({ category: report.categories[number]?.id ?? "none" }),
    ),
    bars(
      "By asset",
      parts,
      (row) => column.asset[row],
      (number) => report.assets[number],
      (number) => ({ asset: report.assets[number] }),
    ),
  );
}

/** [row, values] with each value of a field counted once for its category, under the worst verdict. */
function volumes(rows) {
  const kinds = grouped(ordered(rows), (row) =>
    ["asset", "member", "table", "field", "category"].map((key) => column[key][row]).join(" "),
  );
  return [...kinds.values()].flatMap((same) => {
    let left = Math.max(...same.map((row) => column.matched[row]));
    return same.map((row) => {
      const values = Math.min(column.values[row], left);
      left -= values;
      return [row, values];
    });
  });
}

function bars(title, parts, key, name, chosen) {
  const groups = [...grouped(parts, ([row]) => key(row))].map(([number, members]) => {
    const sums = new Map();
    for (const [row, values] of members) sums.set(groupOf(row), (sums.get(groupOf(row)) ?? 0) + values);
    return { number, sums, all: [...sums.values()].reduce((a, b) => a + b, 0) };
  });
  groups.sort((a, b) => b.all - a.all);
  const rest = groups.length - MOST_BARS;
  const most = groups[0].all;
  return make(
    "div",
    {},
    make("h3", {}, title),
    make(
      "ol",
      { class: "bars" },
      groups.slice(0, MOST_BARS).map(({ number, sums, all }) => {
        const bar = barOf(sums);
        bar.style.width = `${Math.max(0.5, (100 * all) / most)}%`;
        const failed = sums.get("fails")
          ? make("span", { class: "unseen" }, `, ${numbers.format(sums.get("fails"))} of them fail`)
          : "";
        return make(
          "li",
          {},
          make(
            "button",
            { type: "button", class: "row", title: name(number), onclick: () => choose(chosen(number)) },
            make("bdi", { class: "name" }, name(number)),
            make("span", { class: "track" }, bar),
            make("span", { class: "number" }, numbers.format(all), failed),
          ),
        );
      }),
    ),
    rest > 0 ? make("p", { class: "note" }, `And ${numbers.format(rest)} more with less.`) : "",
  );
}
