"""What changed between two texts: for people who read text, as the page is read, and in the source.

`words` compares words, `lines` sources, `sections` the parts that agreements stand on; `tree`, `matching` and `marked` compare
pages block by block, `blocks` and `fields` tell what they found.
"""
