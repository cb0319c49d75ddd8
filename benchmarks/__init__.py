"""What the README's figures come from: ``python -m benchmarks``. Not timed tests; run them on a quiet machine."""
