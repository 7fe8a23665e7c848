"""presidio-analyzer on the lines of a file: `python -m benchmarks.presidio FILE`.

Its own recognisers of the four core entities, no language model (a blank spaCy pipeline, so that it is not made
slow by what is not measured), no network. Prints a JSON object: seconds for the lines, bytes, results.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import spacy
import tldextract
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    EmailRecognizer,
    IpRecognizer,
    PhoneRecognizer,
)

ENTITIES = ["EMAIL_ADDRESS", "PHONE_NUMBER", "IP_ADDRESS", "CREDIT_CARD"]


def engine() -> AnalyzerEngine:
    """The analyzer with four recognisers."""
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())  # type: ignore[assignment]
    nlp = SpacyNlpEngine(models=[{"lang_code": "en", "model_name": "blank"}])
    nlp.nlp = {"en": spacy.blank("en")}  # type: ignore[assignment]
    recognizers = [CreditCardRecognizer(), EmailRecognizer(), IpRecognizer(), PhoneRecognizer()]
    return AnalyzerEngine(registry=RecognizerRegistry(recognizers=recognizers), nlp_engine=nlp)


def main() -> None:
    lines = Path(sys.argv[1]).read_text("ascii").splitlines()
    analyzer = engine()
    analyzer.analyze(lines[0], language="en", entities=ENTITIES)
    began = time.perf_counter()
    results = sum(len(analyzer.analyze(line, language="en", entities=ENTITIES)) for line in lines)
    print(json.dumps({"seconds": time.perf_counter() - began, "results": results}))


if __name__ == "__main__":
    main()
