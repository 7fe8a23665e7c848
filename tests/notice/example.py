"""An invented notice and its document, small enough to be read at a glance."""

import hashlib
from pathlib import Path

DOCUMENT = """\
# Privacy notice of Example Telephony

_What you give us_

We collect **email addresses** and billing data, as well as other information you choose to provide.
Log data about you includes your Internet Protocol (" **IP** ") address.

We do not sell data, or knowingly collect
data from children under the age of 13.
"""

NOTICE = """\
format: fairnotice-notice/1
id: example-2020-02-01
company: Example Telephony
document: {{file: notice.md, sha256: {sha256}}}
updated: 2020-02-01
effective:
  - {{from: 2020-02-01, scope: everyone}}
declarations:
  - id: email
    category: contact.email
    quote: email addresses
    source: data_subject
    explicitness: explicit
    purposes: [service]
  - id: billing
    category: financial.billing
    quote: billing data
    source: data_subject
    explicitness: wider_term
  - id: other
    category: any.provided
    quote: other information you choose to provide
    source: data_subject
    explicitness: broad
    containers: [content.communications]
  - id: ip
    category: online.ip_address
    quote: Internet Protocol address
    source: automatic
    explicitness: explicit
prohibitions:
  - id: no-children
    rule: not_collect
    subject: child
    age_under: 13
    lead_in: We do not sell data
    quote: knowingly collect data from children under the age of 13
purposes:
  - {{id: service, quote: We collect}}
"""


def notice_text(document: str = DOCUMENT) -> str:
    return NOTICE.format(sha256=hashlib.sha256(document.encode()).hexdigest())


def write_notice(folder: Path, text: str | None = None, name: str = "example-2020-02-01.yaml") -> Path:
    path = folder / name
    path.write_text(notice_text() if text is None else text, encoding="utf-8")
    return path
