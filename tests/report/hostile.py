"""A report whose every name would like to be more than a name."""

from __future__ import annotations

from scanner.model.data import Origin
from scanner.model.found import Confidence, Finding
from scanner.model.judged import Clause, ClauseRow, Judged, Labels, NotFound, Open, Report, State, Verdict
from scanner.model.problems import Coverage, Problem, Reason, Status

HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "\"><svg onload='alert(3)'>",
    "<!--<script>",
    "</title></style><iframe srcdoc='<script>alert(4)</script>'>",
    "javascript:alert(5)//${alert(6)}`$title$data",
    "&lt;b&gt; \\u003cb\\u003e \u2028 end",
    "]]>;--\u202eevil\0",
    "__proto__",
    "constructor",
)


def hostile_report() -> Report:
    """Each hostile name as a name of everything that has one."""
    return Report(
        run={"tool": HOSTILE[0], "day": HOSTILE[1], "paths": list(HOSTILE), "complete": True},
        notice={"id": HOSTILE[0], "company": HOSTILE[4], "updated": HOSTILE[1]},
        findings=tuple(_judged(name, number) for number, name in enumerate(HOSTILE)),
        not_found=tuple(NotFound("contact.email", (Clause(name, name, name),), True) for name in HOSTILE),
        coverage=tuple(
            Coverage(name, Status.PARTIAL, name, 1, 1, (Problem(Reason.MALFORMED, name, member=name),))
            for name in HOSTILE
        ),
        clauses=tuple(ClauseRow(name, Clause(name, name, name), State.BROKEN, name, (name,)) for name in HOSTILE),
        open=tuple(Open(name, 1, name) for name in HOSTILE),
    )


def _judged(name: str, number: int) -> Judged:
    finding = Finding(
        origin=Origin(name, name, name, name),
        category="contact.email" if number % 2 else f"own.{name}",
        entities=(name,),
        confidence=Confidence.CERTAIN,
        evidence=(name,),
        scanned=1,
        matched=1,
        distinct=1,
        samples=(name,),
        why=name,
        test_reasons=(name,),
    )
    labels = Labels(source=name, told_by={"source": name})
    return Judged(finding, Verdict.UNDECLARED, (Clause(name, name, name),), name, labels=labels, unchecked=(name,))
