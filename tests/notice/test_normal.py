"""Normal text: what a quote and its document have in common."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.notice.normal import normalise

MARKUP = st.sampled_from(
    ["**", "_", "\\", "\\*", "[", "](", ")", "<b>", "</b>", "<p>", "<", ">", "&amp;", "&lt;", "&#60;", "&", ";", '"',
     "“", "’", "—", "(", '("', '")', "\n", "\t", "\u00a0", "\u00ad", "\u200b", "é", "e\u0301", "\u0323", "ﬁ", "ß", "İ",
     "<script>", "</script>", "!", "][", "(the ", "ab",
     " or ", "<!--", "-->", "https://example.com", "<https://example.com>", "`", "ẛ̣", "각", "word"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=40), st.lists(st.one_of(MARKUP, st.text(max_size=3)), max_size=25).map("".join))


@given(TEXTS)
def test_normal_text_is_its_own_normal_form(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


@given(TEXTS)
def test_offsets_rise_and_stay_inside_the_original(text: str) -> None:
    normal = normalise(text)
    assert len(normal.offsets) == len(normal.text)
    assert list(normal.offsets) == sorted(normal.offsets)
    assert all(0 <= offset < len(text) for offset in normal.offsets)


@given(TEXTS)
def test_letters_keep_their_offset(text: str) -> None:
    normal = normalise(text)
    for char, offset in zip(normal.text, normal.offsets, strict=True):
        if char.isascii() and char.isalpha() and text[offset].isascii() and text[offset].isalpha():
            assert text[offset].lower() == char


@given(st.text(alphabet=st.characters(categories=["L", "N", "Mn", "Zs"]), max_size=30))
def test_texts_that_nfkc_equates_are_equal(text: str) -> None:
    assert normalise(unicodedata.normalize("NFKC", text)).text == normalise(text).text


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("We  collect\n\tYour   NAME ", "we collect your name"),
        ("**email** _addresses_", "email addresses"),
        ("read [the notice](https://example.com/a_(b)) now", "read the notice now"),
        ('see [it](notice.html "our title")', "see it"),
        ("1\\. Traffic data", "1. traffic data"),
        ("write to <privacy@example.com> or <https://example.com/x>", "write to privacy@example.com or https://example.com/x"),
        ("<p>names<br>and<b>r</b>est</p><!-- not this -->", "names andrest"),
        ("<script>var names;</script>text", "text"),
        ("research &amp; d&eacute;j&#224;", "research deja".replace("deja", "de\u0301ja\u0300")),
        ("customer’s “data” – here", "customer's\"data\"- here"),
        ('Internet Protocol (" **IP** ") address', "internet protocol address"),
        ('internet protocol ( "ip" ) address', "internet protocol address"),
        ("Internet Protocol (IP) address", "internet protocol address"),
        ("we share it (ip) too", "we share it(ip)too"),
        ('this notice (the "Notice") applies', "this notice applies"),
        ('Example Ltd ("we", "us" or "our") collects', "example ltd collects"),
        ("![our logo](logo.png) read [it][1]", "our logo read it"),
        ("a&nbsp;per&shy;son&rsquo;s data", "a person's data"),
        ("services (including calls) bought", "services(including calls)bought"),
        ("ﬁle No. ①", "file no. 1"),
        ("co\u00adoperate\u200b", "cooperate"),
        ("", ""),
    ],
)  # fmt: skip
def test_examples(text: str, normal: str) -> None:
    assert normalise(text).text == normal


NOISE = st.sampled_from(
    ["**", "_", "`", "\u200b", "\u00ad", "<b>", "</b>", "<span class='x'>", "<!-- note -->", "\\"]
)  # fmt: skip
GAPS = st.sampled_from(
    [" ", "  ", "\n", "\t", "\u00a0", "&nbsp;", "\r\n", "<br>", " ** ", '("term") ', " (the “term”) "]
)
WORDS = st.lists(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=8), min_size=2, max_size=8)


@given(WORDS, st.lists(st.tuples(NOISE, GAPS), min_size=8, max_size=8), st.data())
def test_noise_changes_nothing_and_maps_back(
    words: list[str], noise: list[tuple[str, str]], data: st.DataObject
) -> None:
    pieces, spans, length = [], [], 0
    for word, (mark, gap) in zip(words, noise, strict=False):
        text = word.title() if data.draw(st.booleans()) else word
        gap = " " + gap if gap.startswith(("(", " (")) else gap
        pieces += [mark, text, gap]
        spans.append((length + len(mark), length + len(mark) + len(text)))
        length += len(mark) + len(text) + len(gap)
    document = "".join(pieces)
    normal = normalise(document)
    assert normal.text == " ".join(words)
    start = 0
    for word, span in zip(words, spans, strict=False):
        assert normal.original(start, start + len(word)) == span
        start += len(word) + 1


@pytest.mark.parametrize("opening", ["<script>", "<!-- ", "<a ", "](a(b", '("a" or ', '("', "&amp"])
def test_markup_that_never_closes_takes_linear_time(opening: str) -> None:
    assert len(normalise(opening * 50_000).offsets) < 2_000_000


def test_a_span_maps_back_to_the_original() -> None:
    text = "We keep **your  names** safe"
    normal = normalise(text)
    start = normal.text.index("your names")
    begin, end = normal.original(start, start + len("your names"))
    assert text[begin:end] == "your  names"
