"""``python -m benchmarks [start|frames] [--json]``: start to first card, and a frame of each simulation."""

from __future__ import annotations

import argparse
import json
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from benchmarks import frames, start


def main() -> None:
    """Run the benchmarks that are asked for and print what they measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("which", nargs="?", choices=("start", "frames", "all"), default="all")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = []
    if options.which in ("start", "all"):
        rows += start.measure()
    if options.which in ("frames", "all"):
        rows += frames.measure()
    if options.json:
        print(json.dumps(rows, indent=1))
        return
    for row in rows:
        undisturbed = f"{row['undisturbed_ms']:6.1f} undisturbed" if "undisturbed_ms" in row else ""
        print(f"{row['what']:<62} {row['median_ms']:7.1f} ms median {row['p95_ms']:7.1f} p95 ({row['clock']}) {undisturbed}")


if __name__ == "__main__":
    main()
