"""The commands behind `waymark`. Each loads only what it runs: `--help` and small commands answer at once."""
