"""Waymark as HTML pages.

What a page shows is a noun (`drafts`, `reviews`, `publications`), what answers its addresses a verb (`writing`, `reviewing`,
`publishing`). `routes` lists them all; each begins at its door (`visiting`), each form is read in one way (`forms`).
"""
