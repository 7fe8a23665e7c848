"""Of the labels that fit, which one decides."""

from hypothesis import given
from hypothesis import strategies as st

from scanner.labels.apply import Labelling, Layer, Rule, saved
from scanner.model.data import Origin
from scanner.model.judged import LABEL_KEYS, Judged, Labels
from tests.verdicts.making import finding

EMAIL = Origin("crm/users.sql", table="public.users", field="contact.email")


def rule(where, layer=Layer.BESIDE, prefix="", labels=(("source", "automatic"),), **globs):
    return Rule(where, layer, prefix, **globs, labels=labels)


def told(*rules, place=EMAIL):
    return Labelling(rules).of(place).told_by.get("source")


def test_the_nearer_file_the_option_and_the_later_entry_are_stronger():
    top, near, file, option = (
        rule("top"), rule("near", prefix="crm"), rule("file", Layer.FILE), rule("--label", Layer.OPTION),
    )  # fmt: skip
    assert told(near, top) == "near"
    assert told(file, near, top) == "file"
    assert told(option, file, near) == "--label"
    assert told(rule("first"), rule("second")) == "second"


def test_a_field_goes_before_a_table_before_an_asset_whatever_the_order():
    asset, table, field = rule("a", assets=("*",)), rule("t", tables=("users",)), rule("f", fields=("*email",))
    assert told(field, table, asset) == "f"
    assert told(table, asset) == "t"
    assert told(field, table, asset, place=Origin("b.csv")) == "a"


def test_keys_are_decided_one_by_one():
    labels = Labelling((rule("a", labels=(("source", "automatic"), ("owner", "x"))), rule("b"))).of(EMAIL)
    assert labels.told_by == {"source": "b", "owner": "a"}


def test_a_file_in_a_folder_speaks_of_that_folder():
    near = rule("near", prefix="crm", assets=("*.sql",))
    assert told(near) == "near"
    assert told(near, place=Origin("crm2/users.sql")) is None
    assert told(near, place=Origin("users.sql")) is None
    assert told(rule("inside", prefix="calls", assets=("*.csv",)), place=Origin("calls", field="x")) == "inside"


def test_what_the_data_carry_is_the_weakest_and_goes_down_to_nested_fields():
    hints = {Origin("crm/users.sql", table="public.users", field="contact"): {"source": ("third_party", "comment")}}
    assert Labelling((), hints).of(EMAIL).source == "third_party"
    assert Labelling((), hints).of(Origin("crm/users.sql", table="public.users", field="contacts")).source is None
    assert Labelling((rule("file"),), hints).of(EMAIL).source == "automatic"


def test_saved_labels_are_known_again_and_give_way():
    kept = Judged(
        finding("contact.email", origin=EMAIL), labels=Labels(source="third_party", told_by={"source": "x:3"})
    )
    assert Labelling((), saved([kept])).of(EMAIL) == kept.labels
    assert Labelling((rule("--label", Layer.OPTION),), saved([kept])).of(EMAIL).source == "automatic"


def test_globs_that_fit_nothing_are_told_with_the_nearest():
    rules = (rule("f:3", assets=("crm/user.sql",)), rule("f:5", tables=("user",)), rule("f:7", fields=("emails",)))
    labelling = Labelling(rules)
    assert list(labelling.unmatched_assets(["crm/users.sql"])) == [
        "f:3: no file or dataset matches `crm/user.sql`. Did you mean `crm/users.sql` or `users.sql`?"
    ]
    table, field = labelling.unmatched_parts([Origin("crm/users.sql", table="users", field="email")])
    assert table == "f:5: no table matches `user`. Did you mean `users`?"
    assert field == "f:7: no field with a value matches `emails`. Did you mean `email`?"


def test_the_field_of_dates():
    named = rule("f", labels=(("collected_at", "signed_up"),), tables=("users",))
    assert Labelling((named,)).date_field("a.sql", "", "public.users") == "signed_up"
    assert Labelling((named,)).date_field("a.sql", "", "orders") is None
    assert Labelling((rule("f", labels=(("collected_at", "2018-01-01"),)),)).date_field("a.sql", "", "x") is None


names = st.sampled_from(["a", "a.b", "a/b", "b", "*", "a*"])
rules = st.builds(
    Rule, names, st.sampled_from(Layer), st.sampled_from(["", "a"]), st.lists(names, max_size=1).map(tuple),
    st.lists(names, max_size=1).map(tuple), st.lists(names, max_size=1).map(tuple),
    st.tuples(st.tuples(st.sampled_from(LABEL_KEYS), names)),
)  # fmt: skip


@given(st.lists(rules, max_size=5), st.builds(Origin, names, st.just(""), names, names))
def test_each_label_comes_from_a_rule_that_fits(several, place):
    labels = Labelling(tuple(several)).of(place)
    for key, value in labels.items():
        where = labels.told_by[key]
        assert any(each.where == where and (key, value) in each.labels and each.fits(place) for each in several)
