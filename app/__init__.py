"""Waymark keeps a region's clinical pathways: written, reviewed, published, read.

A *region* owns *pathways*; its *upstream* is the region it takes pathways from.
A pathway has *editions*, numbered; an edition is a *draft*, in review, approved, published or withdrawn.
An edition's *source* is Markdown with clinical blocks; its *page* is what readers get.
An *approval* binds a named role to the hash of a section and lapses when that section changes.
To *localise* is to replace one block of an upstream page, pinned to what it replaced.
A *consequence* is work that follows from a fact in the publication log: index, feed, letter.
The *desk* is where people write and review; *readers* need no account unless the region says so.
Code follows these words; the layers are written down in ``pyproject.toml`` and checked.
"""
