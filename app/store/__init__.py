"""Rows, and the questions asked of them. The only place that knows SQL."""
