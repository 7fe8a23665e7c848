// The evidence of one finding.

function detail(row) {
  return make("div", { class: "detail" }, verdictPart(row), evidencePart(row));
}

function verdictPart(row) {
  const sign = report.signs[column.sign[row]];
  const reason = text(column.reason[row]) || `${sign.word}: ${sign.means}.`;
  const unchecked = column.unchecked[row].map(text).join(", ");
  return make(
    "section",
    {},
    make("h3", {}, "Why this verdict"),
    make("p", {}, sentence(reason)),
    column.clauses[row].map(quoted),
    listed([
      ["Accepted", text(column.accepted[row])],
      ["Labels", column.labels[row].map((label) => labelled(...label.map(text)))],
      ["Not checked", unchecked && `${unchecked}: no label tells it`],
      ["Records of", recorded(row)],
      ["Ages", column.ages[row] ? `${column.ages[row].join(" to ")} years on the record's day` : ""],
      ["On your list", column.suppressed[row] ? `${count(column.suppressed[row], "value")} of persons who object` : ""],
      ["Fingerprint", code(column.fingerprint[row])],
    ]),
  );
}

function evidencePart(row) {
  const unit = column.lines[row] ? "line" : "value";
  const parts = [
    `${numbers.format(column.matched[row])} of ${count(column.scanned[row], unit)}${text(column.share_read[row])}`,
    `${numbers.format(column.distinct[row])} different`,
  ];
  if (column.tests[row]) parts.push(count(column.tests[row], "test value"));
  if (column.allowed[row]) parts.push(`${numbers.format(column.allowed[row])} allowed by your lists`);
  const places = column.places[row].map((at) => numbers.format(at)).join(", ");
  return make(
    "section",
    {},
    make("h3", {}, "What was found"),
    make("p", {}, sentence(text(column.why[row]))),
    listed([
      ["Counts", parts.join(" · ")],
      ["Samples", column.samples[row].map((sample) => make("span", { class: "sample" }, code(text(sample))))],
      [column.lines[row] ? "First lines" : "First rows", places],
      ["In files", column.files[row].map((file) => make("div", {}, text(file)))],
      ["Read as", column.entities[row].map(text).join(", ")],
      ["Evidence", column.evidence[row].map((flag) => text(flag).replace("_", " ")).join(", ")],
      ["Other fields", column.shared[row].map((told) => make("div", {}, text(told)))],
      ["Test values", column.test_reasons[row].map(text).join("; ")],
    ]),
    readings(row),
  );
}

function listed(entries) {
  const told = entries.filter(([, value]) => (Array.isArray(value) ? value.length : value));
  return make("dl", {}, told.map(([name, value]) => [make("dt", {}, name), make("dd", {}, value)].flat()).flat());
}

function quoted(number) {
  const [id, quote, section, notice] = report.clauses[number];
  const source = [section, id, notice === report.notice?.id ? "" : notice].filter(Boolean).join(" · ");
  return make("figure", { class: "quote" }, make("blockquote", {}, `“${quote}”`), make("figcaption", {}, source));
}

function labelled(key, value, from) {
  return make(
    "div",
    {},
    `${key}: `,
    make("bdi", {}, value),
    from ? make("span", { class: "faint" }, ` (${from})`) : "",
  );
}

function recorded(row) {
  if (!column.recorded[row]) return "";
  const [by, first, last] = column.recorded[row].map(text);
  return [`${first} to ${last}, by the field `, code(by)];
}

/** A table of the rules that matched, and those whose readings gave way. */
function readings(row) {
  const lines = column.readings[row].map(([rule, level, matched, distinct, chance]) => [
    rule,
    CONFIDENCE[level],
    matched,
    distinct,
    chance ? "chance alone would give as many" : "",
  ]);
  const lost = column.also_read[row].map(([rule, level, values]) => [
    rule,
    CONFIDENCE[level],
    values,
    "",
    "a better reading was preferred",
  ]);
  if (!lines.length && !lost.length) return "";
  const cell = (value) => make("td", { class: "number" }, value === "" ? "" : numbers.format(value));
  return make(
    "table",
    { class: "readings" },
    make("caption", { class: "unseen" }, "Rules that matched"),
    head(["Rule"], ["Level"], ["Matched", "number"], ["Different", "number"]),
    make(
      "tbody",
      {},
      [...lines, ...lost].map(([rule, level, matched, distinct, remark]) =>
        make(
          "tr",
          {},
          make(
            "th",
            { scope: "row" },
            report.rules[rule].label || report.rules[rule].id,
            " ",
            code(report.rules[rule].id),
            make("span", { class: "remark" }, remark || report.rules[rule].description),
          ),
          make("td", {}, level),
          cell(matched),
          cell(distinct),
        ),
      ),
    ),
  );
}
