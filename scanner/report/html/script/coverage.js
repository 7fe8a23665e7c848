// What was read, what was not, and why: a clean report is worth what its coverage is.

const COVERED = 50;
const STATUS = { scanned: ["✓", "declared", "Whole"], partial: ["~", "partly", "In part"], skipped: ["✕", "fails", "Not scanned"] };
const STATUS_RANK = { skipped: 0, partial: 1, scanned: 2 };

function buildCoverage() {
  const entries = [...report.coverage].sort((a, b) => STATUS_RANK[a[1]] - STATUS_RANK[b[1]] || Number(!a[5].length) - Number(!b[5].length) || a[0] - b[0]);
  const told = [interrupted(), names(), sampled(), leftOut()].filter(Boolean);
  fill("coverage-parts", told.map((words) => make("p", { class: "prose" }, sentence(words))), allowed());
  drawCoverage(entries, 1);
}

function drawCoverage(entries, page) {
  fill("coverage-table", make("caption", { class: "unseen" }, "Assets, those with holes first"),
    head(["Read"], ["Asset"], ["As"], ["Size", "number"], ["Records", "number"]),
    make("tbody", {}, entries.slice((page - 1) * COVERED, page * COVERED).map(covered)));
  pager("coverage-pages", page, Math.ceil(entries.length / COVERED), (to) => drawCoverage(entries, to));
}

function covered([asset, status, source, size, records, problems]) {
  return make("tr", {},
    make("td", { class: "verdict" }, state(...STATUS[status])),
    make("th", { scope: "row" }, code(report.assets[asset]), problems.length ? make("ul", { class: "problems" }, problems.map(problem)) : ""),
    make("td", {}, text(source).replaceAll("_", " ")),
    make("td", { class: "number" }, bytes(size)),
    make("td", { class: "number" }, numbers.format(records)));
}

function problem([reason, fact, member, many, first, hole]) {
  const where = first ? `, first in row ${numbers.format(first)}` : "";
  return make("li", {}, hole ? make("b", {}, "Hole: ") : "", text(member) ? [code(text(member)), ": "] : "",
    many > 1 ? `${numbers.format(many)} × ` : "", text(fact), where, " ", make("span", { class: "tag" }, text(reason).replaceAll("_", " ")));
}

const interrupted = () => (report.run.complete === false ? "The scan was interrupted: this covers only what was scanned until then." : "");
const sampled = () => (report.run.sample ? `Of tables of databases a sample was read, as asked: ${report.run.sample}.` : "");

function names() {
  const told = report.run.names_in_text;
  if (!told) return "";
  if (!told.looked_for) return `Names and places in free text were not looked for: ${told.why_not}.`;
  if (!told.passages) return "";
  const percent = Math.floor((100 * told.bytes_read) / Math.max(told.bytes, 1));
  const share = told.read === told.passages ? "" : `, ${percent < 1 ? "under 1" : percent} % of the text: a sample, by which a name that is rare may be missed`;
  const over = told.passed_over ? ` ${numbers.format(told.passed_over)} were passed over as code or another language.` : "";
  return `Names and places in free text: ${numbers.format(told.read)} of ${count(told.passages, "passage")} in ${count(told.fields, "field")} were read${share}.${over} Model: ${told.model}.`;
}

function leftOut() {
  const many = report.run.minimum?.left_out;
  return many ? `${count(many, "finding")} with less than the chosen minimum ${many === 1 ? "is" : "are"} left out of this report.` : "";
}

function allowed() {
  if (!report.allowed.length) return "";
  const lines = report.allowed.map((entry) => make("tr", {}, make("th", { scope: "row" }, code(entry.entry)), make("td", {}, entry.reason),
    make("td", { class: "number" }, numbers.format(entry.values)), make("td", { class: "number" }, numbers.format(entry.fields))));
  return part("Allowed by your lists", "Values that these entries name are not reported; an entry with none was not needed.",
    [["Entry"], ["Reason"], ["Values", "number"], ["Fields", "number"]], lines);
}
