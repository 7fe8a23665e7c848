// What was read, what was not, and why: a clean report is worth what its coverage is.

const COVERED = 50;
const STATUS = {
  scanned: ["✓", "declared", "Whole"],
  sampled: ["~", "partly", "By a sample"],
  partial: ["~", "partly", "In part"],
  skipped: ["✕", "fails", "Not scanned"],
};
const STATUS_RANK = ["skipped", "partial", "sampled", "scanned"];

/** What was scanned by a sample was not scanned whole, though nothing went wrong. */
function statusOf([, status, , , , problems]) {
  const sampled = status === "scanned" && problems.some(([reason]) => text(reason) === "sampled");
  return sampled ? "sampled" : status;
}

function buildCoverage() {
  const rank = (entry) => 2 * STATUS_RANK.indexOf(statusOf(entry)) + Number(!entry[5].length);
  const entries = [...report.coverage].sort((a, b) => rank(a) - rank(b) || a[0] - b[0]);
  const told = [interrupted(), names(), report.run.sampled.note, leftOut()].filter(Boolean);
  fill(
    "coverage-parts",
    told.map((words) => make("p", { class: "prose" }, sentence(words))),
    sampledTables(),
    allowed(),
  );
  drawCoverage(entries, 1);
}

function drawCoverage(entries, page) {
  fill(
    "coverage-table",
    make("caption", { class: "unseen" }, "Assets, those with holes first"),
    head(["Read"], ["Asset"], ["As"], ["Size", "number"], ["Records", "number"]),
    make("tbody", {}, entries.slice((page - 1) * COVERED, page * COVERED).map(covered)),
  );
  pager("coverage-pages", page, Math.ceil(entries.length / COVERED), (to) => drawCoverage(entries, to));
}

function covered(entry) {
  const [asset, , source, size, records, problems] = entry;
  return make(
    "tr",
    {},
    make("td", { class: "verdict" }, state(...STATUS[statusOf(entry)])),
    make(
      "th",
      { scope: "row" },
      code(report.assets[asset]),
      problems.length ? make("ul", { class: "problems" }, problems.map(problem)) : "",
    ),
    make("td", {}, text(source).replaceAll("_", " ")),
    make("td", { class: "number" }, bytes(size)),
    make("td", { class: "number" }, numbers.format(records)),
  );
}

function problem([reason, fact, member, many, first, hole]) {
  const where = first ? `, first in row ${numbers.format(first)}` : "";
  return make(
    "li",
    {},
    hole ? make("b", {}, "Hole: ") : "",
    text(member) ? [code(text(member)), ": "] : "",
    many > 1 ? `${numbers.format(many)} × ` : "",
    text(fact),
    where,
    " ",
    make("span", { class: "tag" }, text(reason).replaceAll("_", " ")),
  );
}

const interrupted = () =>
  report.run.complete === false ? "The scan was interrupted: this covers only what was scanned until then." : "";

/** What each sample has looked at, and what it may have missed. */
function sampledTables() {
  const { tables, more } = report.run.sampled;
  const lines = tables.map(([where, words]) => make("li", {}, code(where), ": ", sentence(words)));
  if (more) lines.push(make("li", {}, `and ${count(more, "other")}, which \`fairnotice report --all\` shows`));
  return tables.length
    ? make("section", { class: "sub" }, make("h3", {}, `Looked at by a sample (${report.run.sample})`), make("ul", {}, lines))
    : "";
}

function names() {
  const told = report.run.names_in_text;
  if (!told) return "";
  if (!told.looked_for) return `Names and places in free text were not looked for: ${told.why_not}.`;
  if (!told.passages) return "";
  const percent = Math.round((100 * told.bytes_read) / Math.max(told.bytes, 1));
  const share =
    told.read === told.passages
      ? ""
      : `, ${percent < 1 ? "under 1" : percent} % of the text: a sample, by which a name that is rare may be missed`;
  const over = told.passed_over
    ? ` ${numbers.format(told.passed_over)} were passed over as code or another language.`
    : "";
  return `Names and places in free text: ${numbers.format(told.read)} of ${count(told.passages, "passage")} in ${count(told.fields, "field")} were read${share}.${over} Model: ${told.model}.`;
}

function leftOut() {
  const many = report.run.minimum?.left_out;
  return many
    ? `${count(many, "finding")} with less than the chosen minimum ${many === 1 ? "is" : "are"} left out of this report.`
    : "";
}

function allowed() {
  if (!report.allowed.length) return "";
  const lines = report.allowed.map((entry) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, code(entry.entry)),
      make("td", {}, entry.reason),
      make("td", { class: "number" }, numbers.format(entry.values)),
      make("td", { class: "number" }, numbers.format(entry.fields)),
    ),
  );
  return part(
    "Allowed by your lists",
    "Values that these entries name are not reported; an entry with none was not needed.",
    [["Entry"], ["Reason"], ["Values", "number"], ["Fields", "number"]],
    lines,
  );
}
