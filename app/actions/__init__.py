"""The verbs, in the order of the journey. Each loads, decides with `app.domain`, records rows and a fact, and returns.

A verb works inside the caller's transaction and never commits.
"""
