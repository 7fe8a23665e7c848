"""Every exception that Fairnotice raises on purpose.

    FairnoticeError           the fact, the cause, the next step; never a value
    ├── UsageError            wrong command line or configuration      → exit 2
    │   ├── RuleError         a rule file that cannot be used
    │   ├── NoticeError       a notice file that cannot be used
    │   ├── RunError          a kept run that cannot be written, read or continued
    │   └── EngineError       an engine such as Spark, or processes of this machine, that cannot be used, or failed
    ├── LanguageError         a language model that cannot be loaded    → a line in coverage
    └── SourceError           an input that cannot be read             → a line in coverage
        └── LimitError        an input that exceeds a limit, so that it was not read whole

Messages begin with the file they speak of and hold no value read from data.
"""


class FairnoticeError(Exception):
    """Base of all; its text is fit to be shown to a user as it stands."""


class UsageError(FairnoticeError):
    """The command line or a configuration file asks for something impossible."""


class RuleError(UsageError):
    """A rule file is missing, malformed or contradicts its own examples."""


class NoticeError(UsageError):
    """A notice file is missing, malformed, or names something that does not exist."""


class RunError(UsageError):
    """The folder of kept runs, or a run in it, cannot be written, read or continued."""


class EngineError(UsageError):
    """An engine is not installed, cannot be reached, or gave up a job; or worker processes cannot begin."""


class SourceError(FairnoticeError):
    """An input, or the rest of it, cannot be read; `reason` names why (see `model.problems.Reason`)."""

    def __init__(self, message: str, reason: str = "malformed") -> None:
        super().__init__(message)
        self.reason = reason

    def __reduce__(self) -> tuple[type, tuple[str, str]]:
        return type(self), (str(self), self.reason)


class LanguageError(FairnoticeError):
    """The language model that was chosen cannot be loaded."""


class LimitError(SourceError):
    """Reading stopped at a limit that protects memory, disk or time."""

    def __init__(self, message: str, reason: str = "limit") -> None:
        super().__init__(message, reason)


def place_of(error: BaseException) -> str:
    """Where in the code an unexpected error was raised, for the one who mends it."""
    place = ""
    traceback = error.__traceback__
    while traceback is not None:
        place = f" in {traceback.tb_frame.f_code.co_name}, line {traceback.tb_lineno}"
        traceback = traceback.tb_next
    return place
