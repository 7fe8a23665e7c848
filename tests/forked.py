"""Runs the real command in a fork of a process that has loaded all modules: the same code without a start's seconds.

Python's own fork server is that process. The command's workers come, as always, from a fork server of their own, which
is a fork of the command here instead of a new interpreter.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import sys
import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing import connection, forkserver, resource_tracker
from multiprocessing.context import ForkServerProcess
from pathlib import Path

_CONTEXT = multiprocessing.get_context("forkserver")
_LOADED = ["scanner.warm", "scanner.cli", "tests.loaded"]
_STREAMS = 3
SETTLED = "FAIRNOTICE_TESTS_SETTLED"
"""The variable that says how many seconds old a file must be to be known again; without it as long as ever."""


Streams = tuple[Path, Path, Path]
"""Files that are a command's input, output and errors."""
NOWHERE = (Path(os.devnull),) * _STREAMS


def started(
    arguments: Sequence[str], cwd: Path, environment: Mapping[str, str], streams: Streams = NOWHERE
) -> ForkServerProcess:
    """The command, begun in a session of its own, so that all its processes can be killed as one group."""
    _CONTEXT.set_forkserver_preload(_LOADED)
    process = _CONTEXT.Process(target=_command, args=(arguments, cwd, dict(environment), streams))
    process.start()
    return process


def forked(
    arguments: Sequence[str], cwd: Path, environment: Mapping[str, str], streams: Streams, timeout: float
) -> int:
    """The exit status of the command. Raises `TimeoutError` where it takes longer, in seconds."""
    process = started(arguments, cwd, environment, streams)
    process.join(timeout)
    if process.is_alive():
        kill(process)
        raise TimeoutError(f"the command took more than {timeout:.0f} seconds")
    assert process.exitcode is not None
    return process.exitcode


def kill(process: ForkServerProcess) -> None:
    """Kills a command with all its workers; it may have ended by itself."""
    assert process.pid is not None
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.join()


def _command(arguments: Sequence[str], cwd: Path, environment: Mapping[str, str], streams: Streams) -> None:
    os.setsid()
    for number, (path, flags) in enumerate(zip(streams, (os.O_RDONLY, os.O_WRONLY, os.O_WRONLY), strict=True)):
        opened = os.open(path, flags)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, mode, closefd=False, encoding="utf-8")  # noqa: SIM115 - they are the process's own
        for number, mode in enumerate("rww")
    )
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["fairnotice", *arguments]
    warnings.filterwarnings("error", category=DeprecationWarning, module="scanner")
    if seconds := environment.get(SETTLED):
        import scanner.content

        scanner.content._SETTLED = float(seconds)
    _serve()
    from scanner.cli import main

    main()


def _serve() -> None:
    """Starts a fork server that is a fork of this process, as `ForkServer.ensure_running` starts a new interpreter."""
    resource_tracker.ensure_running()
    with socket.socket(socket.AF_UNIX) as listener:
        address = connection.arbitrary_address("AF_UNIX")
        listener.bind(address)
        listener.listen()
        alive_r, alive_w = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(alive_w)
            try:
                forkserver.main(listener.fileno(), alive_r, [])
            finally:
                os._exit(0)
        os.close(alive_r)
    server = forkserver._forkserver  # type: ignore[attr-defined]
    server._forkserver_address, server._forkserver_alive_fd, server._forkserver_pid = address, alive_w, pid
