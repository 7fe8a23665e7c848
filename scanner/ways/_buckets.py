"""S3 and what speaks as it does, by boto3: the listing tells ETags, and a read names the ETag that it wants.

So nothing of an object is taken for what it was when it was listed once it is another one (`If-Match`). What the store
answers with 503 SlowDown, or not at all, is asked for again after a while that grows, and all requests of a worker
become fewer as long as the store is throttling (botocore's retry mode `adaptive`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from scanner.content import PIECE
from scanner.errors import UsageError
from scanner.model.problems import Reason
from scanner.ways._stored import Stored, StoreError

ATTEMPTS = 8
"""So often a request is made in all before its failure is told."""
_SETTINGS = frozenset(
    {"endpoint_override", "scheme", "region", "profile", "anonymous", "request_payer", "force_virtual_addressing"}
)
_NONE = frozenset({"404", "NoSuchKey", "NoSuchBucket", "NotFound"})
_DENIED = frozenset(
    {"403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "AllAccessDisabled"}
)
_OTHER = frozenset({"412", "PreconditionFailed"})


def usable() -> bool:
    """Whether boto3 is installed."""
    return find_spec("boto3") is not None


def opened(uri: str, shown: str) -> tuple[Bucket, str]:
    """The bucket of an `s3://` address, and the key in it. Raises `UsageError`.

    The query may name `endpoint_override`, `scheme`, `region`, `profile`, `anonymous=true`, `request_payer=requester`.
    """
    parts = urlsplit(uri)
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    asked.pop("allow_bucket_creation", None)
    if unknown := sorted(asked.keys() - _SETTINGS):
        raise UsageError(f"{shown}: `{unknown[0]}` is no setting of S3. Known: {', '.join(sorted(_SETTINGS))}")
    bucket = parts.netloc.rpartition("@")[2]
    user, _, secret = parts.netloc.rpartition("@")[0].partition(":")
    keys = {"aws_access_key_id": unquote(user), "aws_secret_access_key": unquote(secret)} if user else {}
    if not bucket:
        raise UsageError(f"{shown}: it names no bucket. Write s3://BUCKET/FOLDER")
    return Bucket(_client(asked, keys, shown), bucket, asked.get("request_payer", "")), unquote(parts.path).lstrip("/")


def _client(asked: Mapping[str, str], keys: Mapping[str, str], shown: str) -> Any:
    import boto3
    from botocore import UNSIGNED
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError

    endpoint = asked.get("endpoint_override")
    settings: dict[str, Any] = {"retries": {"mode": "adaptive", "total_max_attempts": ATTEMPTS}}
    if asked.get("anonymous") == "true":
        settings["signature_version"] = UNSIGNED
    if endpoint:
        endpoint = endpoint if "://" in endpoint else f"{asked.get('scheme', 'https')}://{endpoint}"
        virtual = asked.get("force_virtual_addressing") == "true"
        settings["s3"] = {"addressing_style": "virtual" if virtual else "path"}
    try:
        session = boto3.Session(profile_name=asked.get("profile"), region_name=asked.get("region"), **keys)
        return session.client("s3", endpoint_url=endpoint, config=Config(**settings))
    except (BotoCoreError, ValueError) as error:
        raise UsageError(f"{shown}: cannot be opened: {_cause(error)}. Check the address and the profile") from None


class Bucket:
    """See `Store`; keys are those in the bucket."""

    def __init__(self, client: Any, name: str, payer: str) -> None:
        self._client = client
        self._name = name
        self._payer = {"RequestPayer": payer} if payer else {}

    def one(self, key: str) -> Stored | None:
        """By a request for the object's head."""
        try:
            told = self._asked("head_object", Key=key)
        except StoreError as error:
            if error.reason is Reason.EMPTY:
                return None
            raise
        return Stored(key, told["ContentLength"], told.get("ETag", ""))

    def below(self, folder: str) -> Iterator[Stored]:
        """By pages of 1,000, as the store sorts them: by the bytes of their keys."""
        prefix = f"{folder.rstrip('/')}/" if folder.strip("/") else ""
        more: dict[str, str] = {}
        while True:
            page = self._asked("list_objects_v2", Prefix=prefix, **more)
            for each in page.get("Contents", ()):
                if not each["Key"].endswith("/"):  # what consoles make for an empty folder
                    yield Stored(each["Key"], each["Size"], each.get("ETag", ""))
            if not page.get("IsTruncated"):
                return
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def pieces(self, stored: Stored, start: int, stop: int) -> Iterator[bytes]:
        """By one request; where its answer breaks off, by another one for the rest."""
        from botocore.exceptions import BotoCoreError

        failed = 0
        while start < stop:
            wanted = {"Range": f"bytes={start}-{stop - 1}", **({"IfMatch": stored.told} if stored.told else {})}
            body = self._asked("get_object", Key=stored.key, **wanted)["Body"]
            try:
                while start < stop and (data := body.read(PIECE)):
                    start += len(data)
                    yield data
                if start < stop:
                    raise StoreError("it ends before its listed size", Reason.CHANGED)
            except (BotoCoreError, OSError) as error:
                failed += 1
                if failed == ATTEMPTS:
                    raise StoreError(_cause(error)) from None
                time.sleep(min(0.1 * 2**failed, 20.0))
            finally:
                body.close()

    def _asked(self, method: str, **wanted: Any) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return getattr(self._client, method)(Bucket=self._name, **wanted, **self._payer)
        except (ClientError, BotoCoreError, ValueError) as error:
            raise StoreError(_cause(error), _reason(error)) from None


def _code(error: BaseException) -> str:
    answer = getattr(error, "response", None) or {}
    return str(answer.get("Error", {}).get("Code", ""))


def _reason(error: BaseException) -> Reason:
    """`EMPTY` stands for nothing there."""
    code = _code(error)
    return Reason.EMPTY if code in _NONE else Reason.CHANGED if code in _OTHER else Reason.NOT_READABLE


def _cause(error: BaseException) -> str:
    """In words, or by the name of the error: its text may hold keys of a request."""
    code, kind = _code(error), type(error).__name__
    if code in _NONE:
        return "there is nothing"
    if code in _DENIED:
        return "access is denied"
    if code in _OTHER:
        return "it changed since it was listed"
    if code == "InvalidObjectState":
        return "it is archived and must be restored first"
    if code in ("SlowDown", "503", "ServiceUnavailable"):
        return f"the store asks to slow down, {ATTEMPTS} times over"
    if kind in ("NoCredentialsError", "PartialCredentialsError", "ProfileNotFound"):
        return "there are no credentials"
    return f"the store does not answer as it should ({code or kind})"
