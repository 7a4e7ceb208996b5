"""Finding the right page, at the right section, from what people really type. The index is a cache of the publication log."""
