// The notice: under each clause what was found, and what of it was not found, or cannot be told.

function buildNotice() {
  if (!report.notice) return;
  show("notice");
  const found = each(report.not_found.length).map((at) => report.not_found[at]);
  fill("notice-parts",
    clausesPart(),
    absentPart("Declared and not found", "Looked for, and not seen in what was scanned.", found.filter((entry) => entry.looked_for)),
    absentPart("Declared and not looked for", "No rule in use could have found these, so that their absence says nothing.", found.filter((entry) => !entry.looked_for)),
    beyondPart(), openPart());
}

function part(title, note, headings, lines) {
  return lines.length ? make("section", { class: "sub" }, make("h3", {}, title), note ? make("p", { class: "note" }, note) : "",
    make("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": title },
      make("table", { class: "clauses" }, head(...headings), make("tbody", {}, lines)))) : "";
}

function clausesPart() {
  const under = new Map();
  for (const row of each(FOUND)) for (const clause of column.clauses[row]) under.set(clause, [...(under.get(clause) ?? []), row]);
  const lines = [...under].sort(([a, left], [b, right]) => column.sign[left[0]] - column.sign[right[0]] || a - b).map(([clause, rows]) => make("tr", {},
    make("th", { scope: "row" }, quoted(clause)),
    make("td", {}, foundUnder(rows)),
    make("td", { class: "number" }, make("button", { type: "button", class: "plain", onclick: () => choose({ clause: report.clauses[clause][0] }) },
      numbers.format(rows.length), make("span", { class: "unseen" }, ` findings under the clause ${report.clauses[clause][0]}`)))));
  const note = "A finding stands under each clause that decided its verdict.";
  return part("Clauses with what was found under them", note, [["Clause"], ["Found under it"], ["Findings", "number"]], lines);
}

function foundUnder(rows) {
  const kinds = grouped(ordered([...rows]), (row) => `${column.sign[row]} ${column.category[row]}`);
  return make("ul", { class: "places" }, [...kinds.values()].map((same) => {
    const assets = [...new Set(same.map((row) => report.assets[column.asset[row]]))];
    const more = assets.length > 2 ? ` and ${numbers.format(assets.length - 2)} more` : "";
    return make("li", {}, badge(column.sign[same[0]]), ` ${categoryLabel(column.category[same[0]])} `,
      make("span", { class: "faint" }, "in ", assets.slice(0, 2).flatMap((asset, at) => [at ? ", " : "", code(asset)]), more));
  }));
}

function absentPart(title, note, entries) {
  const lines = entries.map((entry) => make("tr", {},
    make("th", { scope: "row" }, categoryLabel(entry.category)), make("td", {}, entry.clauses.map(quoted))));
  return part(`${title} (${numbers.format(entries.length)})`, note, [["Kind of data"], ["Clause"]], lines);
}

const STATES = { broken: ["✕", "fails", "Broken"], held: ["✓", "declared", "Held"], not_checkable: ["?", "weak", "Cannot be told"] };

function beyondPart() {
  const lines = report.rows.map((row) => {
    const [shape, group, words] = STATES[row.state];
    const figure = make("figure", { class: "quote" }, make("blockquote", {}, row.clause.quote ? `“${row.clause.quote}”` : row.kind),
      make("figcaption", {}, [row.clause.section, row.clause.id, row.notice === report.notice.id ? "" : row.notice].filter(Boolean).join(" · ")));
    return make("tr", {},
      make("td", { class: "verdict" }, make("span", { class: "badge" }, make("span", { class: `mark ${group}`, "aria-hidden": "true" }, shape), words)),
      make("th", { scope: "row" }, make("span", { class: "kind" }, row.kind), figure),
      make("td", {}, row.reason, row.concerned.length ? make("ul", { class: "places" }, row.concerned.map((where) => make("li", {}, code(where)))) : ""));
  });
  return part("Clauses beyond categories", "As far as data and labels can tell.", [["State"], ["Clause"], ["Why"]], lines);
}

function openPart() {
  const lines = report.open.map((entry) => make("tr", {},
    make("th", { scope: "row" }, code(entry.label)), make("td", {}, entry.why), make("td", { class: "number" }, numbers.format(entry.findings))));
  return part("What you could tell", "Labels that nobody has told, and how many findings each would settle.", [["Label"], ["What it says"], ["Findings", "number"]], lines);
}
