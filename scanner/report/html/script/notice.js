// The notice: under each clause what was found, and what of it was not found, or cannot be told.

const KINDS = 6;

function buildNotice() {
  if (!report.notice) return;
  show("notice");
  const found = each(report.not_found.length).map((at) => report.not_found[at]);
  fill(
    "notice-parts",
    clausesPart(),
    absentPart(
      "Declared and not found",
      report.run.sampled.note
        ? "Looked for, and not seen in the sample: they may be in the rest."
        : "Looked for, and not seen in what was scanned.",
      found.filter((entry) => entry.looked_for),
    ),
    absentPart(
      "Declared and not looked for",
      "No rule in use could have found these, so that their absence says nothing.",
      found.filter((entry) => !entry.looked_for),
    ),
    beyondPart(),
    openPart(),
  );
}

function part(title, note, headings, lines) {
  return lines.length
    ? make(
        "section",
        { class: "sub" },
        make("h3", {}, title),
        note ? make("p", { class: "note" }, note) : "",
        make(
          "div",
          { class: "scroll", role: "region", tabindex: "0", "aria-label": title },
          make("table", { class: "clauses" }, head(...headings), make("tbody", {}, lines)),
        ),
      )
    : "";
}

function clausesPart() {
  const pairs = each(FOUND).flatMap((row) => column.clauses[row].map((clause) => [clause, row]));
  const under = [...grouped(pairs, ([clause]) => clause)].map(([clause, members]) => [
    clause,
    ordered(members.map(([, row]) => row)),
  ]);
  under.sort(([a, left], [b, right]) => column.sign[left[0]] - column.sign[right[0]] || a - b);
  const lines = under.map(([clause, rows]) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, quoted(clause)),
      make("td", {}, foundUnder(rows)),
      make(
        "td",
        { class: "number" },
        make(
          "button",
          { type: "button", class: "plain", onclick: () => choose({ clause: clauseName(clause) }) },
          numbers.format(rows.length),
          make("span", { class: "unseen" }, ` findings under the clause ${report.clauses[clause][0]}`),
        ),
      ),
    ),
  );
  const note = "A finding stands under each clause that decided its verdict.";
  return part(
    "Clauses with what was found under them",
    note,
    [["Clause"], ["Found under it"], ["Findings", "number"]],
    lines,
  );
}

function foundUnder(rows) {
  const kinds = [...grouped(rows, (row) => `${column.sign[row]} ${column.category[row]}`).values()];
  const lines = kinds.slice(0, KINDS).map((same) => {
    const assets = [...new Set(same.map((row) => report.assets[column.asset[row]]))];
    const more = assets.length > 2 ? ` and ${numbers.format(assets.length - 2)} more` : "";
    return make(
      "li",
      {},
      badge(column.sign[same[0]]),
      ` ${categoryLabel(column.category[same[0]])} `,
      make(
        "span",
        { class: "faint" },
        "in ",
        assets.slice(0, 2).flatMap((asset, at) => [at ? ", " : "", code(asset)]),
        more,
      ),
    );
  });
  if (kinds.length > KINDS)
    lines.push(make("li", { class: "faint" }, `and ${count(kinds.length - KINDS, "more kind")}`));
  return make("ul", { class: "places" }, lines);
}

function absentPart(title, note, entries) {
  const lines = entries.map((entry) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, categoryLabel(entry.category)),
      make("td", {}, entry.clauses.map(quoted)),
    ),
  );
  return part(`${title} (${numbers.format(entries.length)})`, note, [["Kind of data"], ["Clause"]], lines);
}

const STATES = {
  broken: ["✕", "fails", "Broken"],
  held: ["✓", "declared", "Held"],
  not_checkable: ["?", "weak", "Not checkable"],
};

function beyondPart() {
  const lines = report.rows.map((row) => {
    const figure = make(
      "figure",
      { class: "quote" },
      make("blockquote", {}, row.clause.quote ? `“${row.clause.quote}”` : row.kind),
      make(
        "figcaption",
        {},
        [row.clause.section, row.clause.id, row.notice === report.notice.id ? "" : row.notice]
          .filter(Boolean)
          .join(" · "),
      ),
    );
    return make(
      "tr",
      {},
      make("th", { scope: "row" }, make("span", { class: "kind" }, row.kind), figure),
      make("td", { class: "verdict" }, state(...STATES[row.state])),
      make("td", {}, sentence(row.reason), places(row.concerned, row.more)),
    );
  });
  return part(
    "Clauses beyond categories",
    "As far as data and labels can tell.",
    [["Clause"], ["State"], ["Why"]],
    lines,
  );
}

function openPart() {
  const lines = report.open.map((entry) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, code(entry.label)),
      make("td", {}, entry.why),
      make("td", { class: "number" }, numbers.format(entry.findings)),
    ),
  );
  return part(
    "What you could tell",
    "Labels that nobody has told, and how many findings each would settle.",
    [["Label"], ["What it says"], ["Findings", "number"]],
    lines,
  );
}
