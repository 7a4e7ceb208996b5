"""Decisions: plain functions on plain values. Imports the standard library only."""
