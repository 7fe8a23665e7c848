"""Notice files found by id or path, read, and checked for what the model alone cannot know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scanner.errors import NoticeError
from scanner.notice.categories import Categories, did_you_mean
from scanner.notice.yaml_file import YamlFile, read_yaml

if TYPE_CHECKING:
    from pydantic import ValidationError

    from scanner.notice.model import Notice

SUFFIXES = (".yaml", ".yml")
Location = tuple[str | int, ...]


def find_notice(id_or_path: str, folders: Sequence[Path] = (), categories: Categories | None = None) -> Notice:
    """The notice with this id, or the one in this file; see `notice_file`. Raises `NoticeError`."""
    return open_notice(id_or_path, folders, categories)[0]


def open_notice(
    id_or_path: str, folders: Sequence[Path] = (), categories: Categories | None = None
) -> tuple[Notice, YamlFile]:
    """The same with its file, for who points at lines of it."""
    path, known = notice_file(id_or_path, folders)
    notice, file = _read(path, categories or Categories.shipped())
    if known:
        _check_name(notice, path)
    return notice, file


def notice_file(id_or_path: str, folders: Sequence[Path] = ()) -> tuple[Path, bool]:
    """Where a notice is, and whether it was found by its id.

    An id is looked up as `<id>.yaml` in `folders` (and their `notices`), then among the notices that come with
    Fairnotice. What ends in `.yaml` or `.yml`, or holds a `/`, is a path. Raises `NoticeError`.
    """
    path = Path(id_or_path)
    if path.suffix in SUFFIXES or len(path.parts) > 1:
        return path, False
    known = notice_files(folders)
    if id_or_path in known:
        return known[id_or_path], True
    if path.is_file():
        return path, False
    hint = did_you_mean(id_or_path, known)
    raise NoticeError(
        f"notice `{id_or_path}`: there is none with this id. {hint} A path works as well: `./notice.yaml`."
    )


def list_notices(folders: Sequence[Path] = (), categories: Categories | None = None) -> tuple[Notice, ...]:
    """All notices of `folders` and those that come with Fairnotice, by id. Raises `NoticeError` for a broken one."""
    categories = categories or Categories.shipped()
    return tuple(_read_known(path, categories) for _, path in sorted(notice_files(folders).items()))


def known_notices(folders: Sequence[Path]) -> tuple[Notice, ...]:
    """The same without those that cannot be read, which are no matter of the notice at hand."""
    found = []
    for path in notice_files(folders).values():
        with suppress(NoticeError):
            found.append(read_notice(path, Categories.shipped()))
    return tuple(found)


def read_notice(path: Path, categories: Categories) -> Notice:
    """The notice in one file; raises `NoticeError` with file, line, fact and next step for each kind of fault."""
    return _read(path, categories)[0]


def _read(path: Path, categories: Categories) -> tuple[Notice, YamlFile]:
    from pydantic import ValidationError

    from scanner.notice.model import FORMAT, Notice

    file = read_yaml(path)
    if file.data.get("format") != FORMAT:
        raise NoticeError(f"{file.where(['format'])}: this is not a notice file. Begin it with `format: {FORMAT}`.")
    try:
        notice = Notice.model_validate(file.data)
    except ValidationError as error:
        raise NoticeError(_message(file, error)) from None
    faults = list(_faults(notice, categories))
    if faults:
        raise NoticeError("\n".join(f"{file.where(location)}: {fault}" for location, fault in faults))
    return notice, file


def notice_files(folders: Iterable[Path]) -> dict[str, Path]:
    """Id → file; the first folder that has an id wins, so that a user's notice stands before a shipped one."""
    places = [place for folder in folders for place in (folder, folder / "notices")]
    places.append(Path(str(files("rules"))) / "notices")
    found: dict[str, Path] = {}
    for place in places:
        for path in sorted(place.iterdir()) if place.is_dir() else ():
            if path.suffix in SUFFIXES and _is_notice(path):
                found.setdefault(path.stem, path)
    return found


def _is_notice(path: Path) -> bool:
    """Folders of rules hold other YAML as well; a notice says so in its first lines."""
    try:
        with path.open("rb") as stream:
            return b"fairnotice-notice/" in stream.read(4096)
    except OSError:
        return path.is_file()


def _read_known(path: Path, categories: Categories) -> Notice:
    notice = read_notice(path, categories)
    _check_name(notice, path)
    return notice


def _check_name(notice: Notice, path: Path) -> None:
    if notice.id != path.stem:
        raise NoticeError(
            f"{path}: the notice's id is `{notice.id}`, which differs from the file's name. Make them the same."
        )


# --- faults that the model finds ----------------------------------------------------------------


def _message(file: YamlFile, error: ValidationError) -> str:
    """One line for each fault that pydantic found, in the order of the file."""
    found = error.errors(include_url=False)
    inner = {each["loc"][:deep] for each in found for deep in range(len(each["loc"]))}
    # A list whose items are wrong is called too short as well, since pydantic counts the right ones only.
    found = [each for each in found if each["type"] != "too_short" or each["loc"] not in inner]
    faults = [(file.line(each["loc"]), _key(each["loc"]), _fault(each)) for each in found]
    return "\n".join(f"{file.path}:{line}: {key}: {fault}" for line, key, fault in sorted(faults))


def _key(location: Location) -> str:
    """`declarations[3].category`."""
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return f"`{path.lstrip('.')}`"


def _fault(each: Any) -> str:
    """Fact and next step; what the file says is repeated only where it is a key or one of a few allowed words."""
    kind, context = each["type"], each.get("ctx", {})
    key = str(each["loc"][-1]) if each["loc"] else ""
    if kind == "missing":
        return "this key is missing. Add it."
    if kind == "extra_forbidden":
        return f"unknown key. {did_you_mean(key, _keys())}"
    if kind == "literal_error":
        return f"this word is not known here. Use {context['expected']}."
    if kind == "tuple_type":
        return "a list is wanted here. Write `[…]`, or one item a line after `- `."
    if kind == "too_short":
        return "the list is empty. Give it at least one item."
    if kind == "model_type":
        return "keys and values are wanted here. See docs/notices.md."
    if kind.startswith("date") or kind == "not_a_day":
        return "not a date. Write it as year-month-day, such as 2018-11-30."
    if kind == "value_error":
        return f"{context['error']}."
    if kind == "string_pattern_mismatch":
        return f"not in the form that is wanted here. It must match `{context['pattern']}`."
    return f"{each['msg'][:1].lower()}{each['msg'][1:]}. See docs/notices.md."


def _keys() -> set[str]:
    """All keys that a notice file can hold anywhere."""
    from scanner.notice.model import Notice

    schema = Notice.model_json_schema()
    parts = (schema, *schema["$defs"].values())
    return {key for part in parts for key in part.get("properties", {})}


# --- faults between the parts -------------------------------------------------------------------


def _faults(notice: Notice, categories: Categories) -> Iterator[tuple[Location, str]]:
    """(location, fact and next step) of names that do not exist, or exist twice."""
    yield from _repeated_ids(notice)
    known = [category.id for category in categories]
    for location, name in _categories_named(notice):
        if name not in categories:
            yield location, f"no category `{name}`. {did_you_mean(name, known)}"
    purposes = {purpose.id for purpose in notice.purposes}
    for location, name in _purposes_named(notice):
        if name not in purposes:
            yield location, f"no purpose `{name}` under `purposes`. {did_you_mean(name, purposes)}"
    bases = {basis.id for basis in notice.legal_bases}
    for number, purpose in enumerate(notice.purposes):
        if purpose.basis is not None and purpose.basis not in bases:
            location = ("purposes", number, "basis")
            yield (
                location,
                f"no legal basis `{purpose.basis}` under `legal_bases`. {did_you_mean(purpose.basis, bases)}",
            )
    if notice.supersedes == notice.id:
        yield ("supersedes",), "the notice supersedes itself. Name the one before it, or remove the key."


def _repeated_ids(notice: Notice) -> Iterator[tuple[Location, str]]:
    seen: set[str] = set()
    for part, number, passage in notice.passages():
        if passage.id in seen:
            yield (*part.split("."), number, "id"), f"the id `{passage.id}` is used twice. Give each clause its own."
        seen.add(passage.id)


def _categories_named(notice: Notice) -> Iterator[tuple[Location, str]]:
    for number, declaration in enumerate(notice.declarations):
        yield ("declarations", number, "category"), declaration.category
        for item, container in enumerate(declaration.containers):
            yield ("declarations", number, "containers", item), container
    for number, prohibition in enumerate(notice.prohibitions):
        if prohibition.category is not None:
            yield ("prohibitions", number, "category"), prohibition.category
    for number, retention in enumerate(notice.retention):
        for item, category in enumerate(retention.categories):
            yield ("retention", number, "categories", item), category


def _purposes_named(notice: Notice) -> Iterator[tuple[Location, str]]:
    for part in ("declarations", "recipients"):
        for number, passage in enumerate(getattr(notice, part)):
            for item, name in enumerate(passage.purposes):
                yield (part, number, "purposes", item), name
