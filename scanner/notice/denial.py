"""Whether a sentence denies that something is collected.

The words are read from left to right. A cue turns what follows into its contrary, a second one turns it back, and
another subject, an exception or a relative clause ends its reach. Denied is what stands in the reach of a cue after
a verb of collecting, or before "is not collected".
"""

from __future__ import annotations

from scanner.notice.terms import denials


def denied(before: str, quote: str = "", after: str = "") -> str | None:
    """The words that deny the quote in its sentence, or None; all in normal form (see `normal`).

    Without a quote: those that deny what would follow.
    """
    terms = denials()
    text = f"{before} {quote}"
    start = len(before) + 1
    cue, verb = "", False
    for event in terms.events.finditer(text):
        if event.start() >= start and event.lastgroup != "verbs":
            break
        if event.lastgroup == "ends":
            cue, verb = "", False
        elif event.lastgroup == "cues":
            cue, verb = ("" if cue else event.group()), False
        elif event.lastgroup == "verbs":
            verb = verb or bool(cue)
    if cue and verb:
        return cue
    behind = terms.after_no if cue == "no" and before.endswith("no") else terms.after
    found = next((found for pattern in behind if (found := pattern.search(after))), None)
    return found.group().strip() if found else None


def denies(words: str) -> bool:
    """Whether there is any word in it that denies."""
    return any(event.lastgroup == "cues" for event in denials().events.finditer(words))
