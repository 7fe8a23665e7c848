"""Derives `rules/words/first_names.txt` from the data of the package nomquamgender.

Run `python -m benchmarks.first_names WHEEL`. Its 721,739 names come with how many of 36 sources know each of them.
Those that 12 or more know are kept, without words that columns hold for other reasons: months, colours, places,
titles, goods, words of everyday English.
"""

from __future__ import annotations

import argparse
import json
import zipfile
from pathlib import Path

SOURCES = 12
SHORTEST = 3
TARGET = Path(__file__).parents[1] / "rules" / "words" / "first_names.txt"
HEADER = """\
# First names, in lower case and without accents: the names that at least 12 of the 36 sources know which the package
# nomquamgender 0.1.4 (MIT, copyright 2022 Ian Van Buskirk) carries, https://github.com/ianvanbuskirk/nomquamgender,
# without those of fewer than three letters and those that are everyday words, places or months as well.
# Made by `python -m benchmarks.first_names`. The licence of the package:
#
"""
_ALSO_WORDS = """
adelaide age alba albion alma aloha alpha amber amen amin ammon anemone angel angus anima aphrodite apollo april
aran are arena aria aries art ary ash asia aspen aster astra astro athena atta aud august autumn avalon avril aws
baba babs babu baby bahia bala bane bang barbel bard baron barron bas basel basil bear beat beau beck bee bel bent
bing blessing bliss blossom blue bode bon bona boni bono boo boy brain bran brandy brant brin brook brooklyn buck
bud buster butch cade cairo cal cali calypso cam can candela candy caprice carmine caro carolina caron carry case
cash cass castor cat celestine chad chanel channel channing chara charisma charity chelsea cherry chester chia chin
ching chip cinnamon clas cloud clover coco colt columbus come comfort con cong conn constance constant conway coral
cord corona cosmo costa costas cree cruz crystal cyan daemon dakota dallas dane dang dao daran darling dawn daya
deacon dee deen deep del della demeter den dene deny desa desire destiny dev diamond din dior disa diva divina
divine doha dom domina dong dory dot duke dulce dung dusty earl earnest easter easton ebony eden edit elder electra
ember emerald ender era essa eun even ever everest fae faith fan fang fate favour fawn fen fern ferry fin flint
flora flore florea florida ford forest fortuna fortune fox franc france gad gage gal gala gale gang gar gard garland
garnet gay gen genesis genet geni gent georgia gift gill gin glory goda gor gratia gray greer grey gry gui gun guo
haji hale halo hamlet hang happy hara hardy harlem harm harmony haven heaven hee helios hera herald herb hermes hero
heron hill hind hoa homa honey honor hope hue hung hunter illa imam imma india indiana indie indu innocent ion
israel ivory jas jazz jericho jet job jock joke jong joo joy jun june jung juniper jure juris jury just justice kale
kent key kiel kin kine king kingston kip kismet lada lady laine lal lala lam lama lane lata lava lean lech lem les
lev libero libertad liberty lie lies lim lima lin lincoln lind linden lindo line linea link linnet lion lira lis loa
loan loc lok loki lone long lore lot lotus love lovely lucky luma lumi lumina luna luo lux lyon lyric lys madison
magna magno magnolia mair maison maj major malo malva mama man mana mane manna mano mans manus mar march mare
marigold marks marquise marry mars marshal marshall martial marvel marvelous mat matin maxima may mayan mayo mays
mea meadow medina mela memphis mercedes mercy merit merry meta mica mie mignon milan mile mille min mine mini mir
miracle misty moa modesta modesto moon mor mora mort mose moss mun muse nabi naif nail naja nan nara nata natale
nema nene neri neta neve nieve nike nil ning ninja noble nona nor norwood nova novella nuh obi ocean octave odd odin
ofer olan oli olympia omnia opal oral oran ori orion orlando osiris pace padma page pak palma pan pandora papa pape
par param paras pari paris patience patria pax paz peace peaches peer pelle penn penny per pera perdita pere
perfecto peta phi phoenix pia pier pilar pim pina ping pino pip placida pol porter precious price prima primo
primrose prince princess promise prosper prudence pui pura purity qin que queen quin raid rain ram ran rasa raven
raza rebel red reed reef reg regis regula rehab rein rema reno reo resul reto rich rim ringo rio river riyadh roa
roar rock rocky roda roi roma rong rosetta rosette royal roz rupa rut saber sabino sabra saffron saga sagar sage
sahib said sait saja saki sala salam salar saman samara samba sang sani santa sante santi santo santos sapphire
saran sardar savana savanna savannah saya scarlet scot scout secondo sela selva semi sen sena seng senna sera
serenity serra seven sha shade shah sham shar sheikh shen sherif shia shin shine shola shun siena sienna sil silver
sim sin sine sini sita siti skip sky slade slim snow sol sola sole soleil son sona sonal song spike star sten
sterling stone storm stormy suma sumer sumi summer sun sunna sunny sura swan sydney taco tad taiga tal tali tally
tam tama tan tane tang tani tari tate tawny tea tee tej temperance tena terra tex thai the thia thor tiger till tin
tiny tira titan titania tome ton tone tonka toon tor tore tory trace trang trea treasure tri trine trinity tron
trong trung tuba tue tula tulip tuna tye tyne una unity uno urban urbano urs valencia vali valle valli van vance
vane vani veli velvet venus verity verona vesper vesta vic victory vid vida vienna vigo ville vin viola violetta
virginia vishnu vital viva von walt wander wanna ward west wilder will win wing winslow winter wisdom wolf wolfe won
woody xeno xian xing yama yen yogi york you young zade zan zea zen zenith zephyr zeta zion zona
"""


def licence(wheel: Path) -> str:
    """The licence that the package carries, as comments."""
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".dist-info/LICENSE")]
        lines = archive.read(name).decode("ascii").strip().splitlines()
    return "".join(f"# {line}".rstrip() + "\n" for line in lines)


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
    wheel = parser.parse_args().wheel
    names = derive(wheel)
    TARGET.write_text(HEADER + licence(wheel) + "\n".join(names) + "\n", encoding="ascii")
    print(f"{TARGET.name}: {len(names):,} names")


if __name__ == "__main__":
    main()
