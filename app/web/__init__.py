"""Waymark as HTML pages."""
