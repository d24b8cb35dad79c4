"""The benchmark: a large register, the pages under gunicorn, and a floor to hold them against (docs/bench.md)."""
