"""Several files of one shop as one: stacked, joined by keys, overlaps counted once."""
