// Puts the page together, once; afterwards only what is filtered is drawn again.

const SECTIONS = [
  ["overview", "Overview"],
  ["fails", "What fails"],
  ["matrix", "Matrix"],
  ["volume", "Volume"],
  ["findings", "Findings"],
  ["notice", "Notice"],
  ["coverage", "Coverage"],
];
const THEME = "fairnotice-theme";

function buildSections() {
  const present = SECTIONS.filter(([id]) => !byId(id).hidden);
  const go = (event, id) => {
    event.preventDefault();
    goTo(id);
  };
  fill(
    "sections",
    present.map(([id, title]) => make("a", { href: `#${id}`, onclick: (event) => go(event, id) }, title)),
  );
  document.querySelector(".skip").addEventListener("click", (event) => go(event, "findings"));
}

function buildFooter() {
  const used = new Set(column.sign);
  const signs = each(report.signs.length).filter((sign) => used.has(sign));
  fill(
    "footer",
    make(
      "section",
      { "aria-labelledby": "words" },
      make("h2", { id: "words" }, "How to read this"),
      make(
        "dl",
        { class: "words" },
        signs.map((sign) => make("div", {}, make("dt", {}, badge(sign)), make("dd", {}, report.signs[sign].means))),
      ),
      make(
        "p",
        { class: "prose" },
        "A finding is all matches of one kind of data in one field of one asset. Its confidence follows from its evidence: ",
        "certain, likely or possible; what is merely possible never fails. Samples are masked unless the scan was asked to show values.",
      ),
    ),
    make(
      "p",
      { class: "note" },
      [report.run.tool, report.run.paths?.length ? `of ${report.run.paths.join(", ")}` : "", report.run.day]
        .filter(Boolean)
        .join(" · "),
    ),
  );
}

/** The browser may keep nothing for files; then the choice holds while the page is open. */
function kept(value) {
  try {
    if (value === undefined) return localStorage.getItem(THEME) ?? "";
    localStorage.setItem(THEME, value);
  } catch {
    /* not kept */
  }
  return value ?? "";
}

function buildTheme() {
  const set = (theme) => {
    document.documentElement.dataset.theme = theme;
  };
  const before = kept();
  for (const input of document.querySelectorAll("input[name=theme]")) {
    input.checked = input.value === before;
    input.addEventListener("change", () => {
      set(input.value);
      kept(input.value);
    });
  }
  set(before);
}

buildTheme();
buildFilters();
buildOverview();
buildMatrix();
buildVolume();
buildNotice();
buildCoverage();
buildFooter();
buildSections();
readAddress();
draw();
if (location.hash.includes("=")) goTo("findings");

byId("reset").addEventListener("click", () => {
  change({ ...EMPTY, sort: view.sort });
  byId("filters").elements.search.focus();
});
addEventListener("popstate", () => {
  readAddress();
  draw();
});
addEventListener("beforeprint", () => forPrint(true));
addEventListener("afterprint", () => forPrint(false));
setTimeout(prepareSearch);
document.documentElement.dataset.ready = "yes";
