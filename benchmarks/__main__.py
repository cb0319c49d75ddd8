"""``python -m benchmarks [start|frames|sliders|seek|engine] [--json]``: start, frames, drags, scrubbing, the engine's peers.

Without a word, start, frames, sliders and seek; ``engine`` takes minutes, has rows of another kind, and is asked for by name.
"""

from __future__ import annotations

import argparse
import json
import os
import sys

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from benchmarks import engine, frames, seek, sliders, start


def main() -> int:
    """Run the benchmarks that are asked for, print what they measured, and return 1 if a peer failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("which", nargs="?", choices=("start", "frames", "sliders", "seek", "engine", "all"), default="all")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--jobs", type=_jobs, default=engine.JOBS, help=f"of engine, with commas: {', '.join(engine.JOBS)}")
    parser.add_argument("--rounds", type=_count, default=engine.ROUNDS, help="of engine: times each peer is measured")
    options = parser.parse_args()
    if options.which == "engine":
        return _engine(options.jobs, options.rounds, as_json=options.json)
    rows = []
    if options.which in ("start", "all"):
        rows += start.measure()
    if options.which in ("frames", "all"):
        rows += frames.measure()
    if options.which in ("sliders", "all"):
        rows += sliders.measure()
    if options.which in ("seek", "all"):
        rows += seek.measure()
    if options.json:
        print(json.dumps(rows, indent=1))
        return 0
    for row in rows:
        more = f"{row['undisturbed_ms']:6.1f} undisturbed" if "undisturbed_ms" in row else ""
        more += f"{row['memory_mb']:6.1f} MB" if "memory_mb" in row else ""
        print(f"{row['what']:<62} {row['median_ms']:7.1f} ms median {row['p95_ms']:7.1f} p95 ({row['clock']}) {more}")
    return 0


def _engine(jobs: tuple[str, ...], rounds: int, *, as_json: bool) -> int:
    try:
        rows, errors = engine.measure(jobs, rounds, engine.installed())
    except engine.PeerError as failure:
        print(f"Nothing was measured to the end: {failure}", file=sys.stderr)
        return 1
    print(json.dumps(rows, indent=1) if as_json else engine.table(rows))
    for error in errors:
        print(error, file=sys.stderr)
    return 1 if errors else 0


def _jobs(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(","))
    if unknown := [name for name in names if name not in engine.JOBS]:
        raise argparse.ArgumentTypeError(f"no job is called {unknown[0]!r}; there are {', '.join(engine.JOBS)}")
    return names


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 up")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
