"""Runs the real command in a fork of a process that has loaded all modules: the same code without a start's seconds.

Python's own fork server is that process. The command's workers come, as always, from a fork server of their own, which
is a fork of the command here instead of a new interpreter.
"""

from __future__ import annotations

import multiprocessing
import os
import socket
import sys
import warnings
from collections.abc import Mapping, Sequence
from multiprocessing import connection, forkserver, resource_tracker
from pathlib import Path

_CONTEXT = multiprocessing.get_context("forkserver")
_LOADED = ["scanner.warm", "scanner.cli", "tests.loaded"]
_STREAMS = 3


def forked(
    arguments: Sequence[str],
    cwd: Path,
    environment: Mapping[str, str],
    streams: tuple[Path, Path, Path],
    timeout: float,
) -> int:
    """The exit status of the command; streams: files that are its input, output and errors.

    Raises `TimeoutError` where it takes longer, in seconds.
    """
    _CONTEXT.set_forkserver_preload(_LOADED)
    process = _CONTEXT.Process(target=_command, args=(arguments, cwd, environment, streams))
    process.start()
    process.join(timeout)
    if process.is_alive():
        process.kill()
        raise TimeoutError(f"the command took more than {timeout:.0f} seconds")
    assert process.exitcode is not None
    return process.exitcode


def _command(
    arguments: Sequence[str], cwd: Path, environment: Mapping[str, str], streams: tuple[Path, Path, Path]
) -> None:
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
