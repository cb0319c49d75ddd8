"""Start: ``python -m quizapp`` or ``quizapp``. Commands without a window never load Qt."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit status: 0 on success, 1 when what was checked is bad, 2 on wrong usage."""
    # Before NumPy is loaded: more threads bring the small matrices here nothing and make timing jump.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from quizapp.cli import execute, parse

    options = parse(sys.argv[1:] if arguments is None else arguments)
    if options.command == "screenshots":
        from quizapp.main import take_screenshots

        return take_screenshots(options)
    if options.command == "open":
        from quizapp.cli import refuse_wrong_run

        if not refuse_wrong_run(options.run):
            return 2
    elif options.command is not None:
        return execute(options)
    from quizapp.ui.preflight import problem

    hindrance = problem()
    if hindrance is not None:
        print(hindrance, file=sys.stderr)  # noqa: T201  (there is no window to say it in)
        return 2
    gc.disable()  # until the first page is painted: what is loaded till then stays, and looking through it takes time
    from quizapp.main import open_window

    return open_window(options)


if __name__ == "__main__":
    sys.exit(main())
