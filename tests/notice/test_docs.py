"""docs/notices.md: its example is a notice, and it explains every key."""

import re
from pathlib import Path

from scanner.notice.categories import Categories
from scanner.notice.model import Notice
from scanner.notice.read import read_notice

PAGE = (Path(__file__).parents[2] / "docs" / "notices.md").read_text(encoding="utf-8")


def test_the_example_is_a_notice(tmp_path: Path) -> None:
    found = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    path = tmp_path / "example-2020-02-01.yaml"
    path.write_text(found.group(1), encoding="utf-8")
    assert read_notice(path, Categories.shipped()).transfers[0].countries == ("NO",)


def test_every_key_is_explained() -> None:
    schema = Notice.model_json_schema()
    keys = {key for part in (schema, *schema["$defs"].values()) for key in part["properties"]}
    missing = {key for key in keys if f"`{key}`" not in PAGE and f"`{key}:" not in PAGE}
    assert missing - {"id", "declarations", "transfers", "retention"} == set()
