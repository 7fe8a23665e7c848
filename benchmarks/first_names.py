"""Derives `rules/words/first_names.txt` from the data of the package nomquamgender.

Run `python -m benchmarks.first_names WHEEL`. Its 721,739 names come with how many of 36 sources know each of them.
Those that 20 or more know are kept, without words that columns hold for other reasons: months, colours, places,
titles, goods, words of everyday English.
"""

from __future__ import annotations

import argparse
import json
import zipfile
from pathlib import Path

SOURCES = 20
SHORTEST = 3
TARGET = Path(__file__).parents[1] / "rules" / "words" / "first_names.txt"
HEADER = """\
# First names, in lower case and without accents: the names that at least 20 of the 36 sources know which the package
# nomquamgender 0.1.4 carries (https://pypi.org/project/nomquamgender/, MIT licence, copyright 2022 Ian Van Buskirk),
# without those of fewer than three letters and those that are everyday words, places or months as well.
# Made by `python -m benchmarks.first_names`.
"""
_ALSO_WORDS = """
    adelaide alba albion alma alpha amber amin angel angus apollo april aria art asia athena august autumn avril
    basil beau brandy brook brooklyn can candy caprice carmine carolina celestine chad chanel charity chelsea cherry
    chester coco constance coral cosmo cruz crystal dakota dallas dane dawn della destiny diamond divine duke earl
    ebony eden electra faith flora forest france genesis georgia glory harmony hind honey honor hope hung hunter
    india indiana ion israel job joy june justice kent king kingston lama lane lincoln lion long lucky luna madison
    man marshall may medina mercedes mercy milan min miracle nail nan nike nil nova odin olympia orion orlando
    pandora paris patience penny per phoenix pia pier pilar pol precious prince princess prudence queen ram ran
    raven reed rio river rocky roma said samara savanna savannah scarlet sheikh sherif shun siena sienna silver sky
    sol sterling storm summer sun sunny sydney tate tea thor tor tore tuba una valencia van venus verona vida vienna
    viola violetta virginia viva ward will wing wolf young zion
"""


def derive(wheel: Path) -> list[str]:
    """The names of the list, in order."""
    with zipfile.ZipFile(wheel) as archive:
        known: dict[str, list[float]] = json.loads(archive.read("nomquamgender/name_data.json"))
    words = frozenset(_ALSO_WORDS.split())
    common = (name for name, (sources, *_) in known.items() if sources >= SOURCES and len(name) >= SHORTEST)
    return sorted(name for name in common if name not in words)


def main() -> None:
    """Writes the list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path, help="nomquamgender-0.1.4-py3-none-any.whl")
    names = derive(parser.parse_args().wheel)
    TARGET.write_text(HEADER + "\n".join(names) + "\n", encoding="ascii")
    print(f"{TARGET.name}: {len(names):,} names")


if __name__ == "__main__":
    main()
