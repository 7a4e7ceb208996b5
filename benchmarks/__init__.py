"""What CI does not time: `python -m benchmarks [name…]`, or `make bench`.

Absolute times belong to one machine on one day. What can be compared is a ratio: both sides are measured in turn in the same run,
as processor time wherever it can be had, and the median of several rounds counts.
"""
