"""How well and how fast search finds: real collections with judged queries, through the real import and the real HTTP API.

`python -m benchmarks.finding DATA [--quick]`, or `make bench-search DATA=DIR`. The collections are read where they lie.
"""
