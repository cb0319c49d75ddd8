"""The process that runs a learner's own lines, started as ``python -I child.py``: a request comes in, an answer goes out.

A fence for accidents, not a wall against an attacker: an endless loop, a huge array, a file overwritten by mistake cost nothing
but a message. Whoever sets out to get through it may find a way, and this is why no link, deck or share text ever carries code:
what runs here was typed on this machine.

Limits: seconds of computing (``RLIMIT_CPU``), memory (``RLIMIT_AS`` above what NumPy needs), no new files, no writing, no new
processes, and an audit hook that refuses to open anything. Where ``resource`` is missing (Windows), the clock of the parent,
the sizes of the arrays after each line, and the hook remain. Imports, built-in names and names with two underscores are limited
by ``engine.tracing.rules``. In a program frozen into one file ``sys.executable`` is no Python, and this cannot run.

At module level it needs the standard library only: with ``-I`` the folder of the engine is not on the path yet.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

_CLOSED = ("open", "os.", "subprocess.", "socket.", "shutil.", "ctypes.", "tempfile.", "winreg.", "pty.", "webbrowser.")
_SPARE_S = 1  # from the moment the program is told to stop to the moment it is killed
_TOO_LONG = "It has computed for {seconds} s and is stopped: does a loop never end?"


def _main() -> None:
    """Read a request, run it, write the answer."""
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):  # nothing but the answer leaves this process
        os.dup2(nowhere, stream)
    request = json.load(sys.stdin)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # each thread would reserve memory of its own
    sys.path.extend([str(Path(__file__).resolve().parents[2]), *request["paths"]])
    json.dump(_answer(request), answer)
    answer.close()


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    import numpy.fft
    import numpy.linalg
    import numpy.polynomial
    import numpy.random  # noqa: F401  (nothing can be loaded once the fence stands)

    from engine.tracing.tracer import Names, Stopped, record
    from engine.tracing.wire import judged, packed

    names = Names(request["loss"], tuple(request["parameters"]), tuple(request["gradients"]), request["path"])
    right = record(request["right"], names, stop_at_infinity=True)
    warnings.simplefilter("ignore")  # a warning would look up its line in a file
    _fence(request["seconds"], request["megabytes"], Stopped)
    made = record(request["source"], names, max_bytes=request["megabytes"] << 20)
    _more_memory()
    try:
        return {**packed(made), **judged(made, right, names)}
    except (Stopped, MemoryError):
        return packed(made)


def _fence(seconds: int, megabytes: int, stopped: type[BaseException]) -> None:
    """Set the limits: from here on nothing can be opened or started."""
    with suppress(ImportError):
        import resource
        import signal

        used = resource.getrusage(resource.RUSAGE_SELF)
        last = int(used.ru_utime + used.ru_stime) + 1 + seconds

        def stop(*_: object) -> None:
            raise stopped(_TOO_LONG.format(seconds=seconds))

        signal.signal(signal.SIGXCPU, stop)
        _limit("RLIMIT_CPU", last, last + _SPARE_S)
        _limit("RLIMIT_AS", _reserved_bytes() + (megabytes << 20))
        for name in ("RLIMIT_FSIZE", "RLIMIT_NPROC", "RLIMIT_NOFILE", "RLIMIT_CORE"):
            _limit(name, 0)

    def refuse(event: str, _: object) -> None:
        if event.startswith(_CLOSED):
            raise PermissionError("files, networks and other programs are out of reach here")

    sys.addaudithook(refuse)


def _limit(name: str, soft: int, hard: int | None = None) -> None:
    import resource

    with suppress(AttributeError, ValueError, OSError):  # not every system knows every limit
        kind = getattr(resource, name)
        most = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (soft, most if hard is None else hard))


def _more_memory() -> None:
    """Give back the memory that the program may have used up: the answer needs some."""
    with suppress(ImportError):
        import resource

        _limit("RLIMIT_AS", resource.getrlimit(resource.RLIMIT_AS)[1])


def _reserved_bytes() -> int:
    """Return the address space in use now, NumPy's included; a generous guess where the system does not tell."""
    with suppress(OSError):
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    return 4 << 30


if __name__ == "__main__":
    _main()
