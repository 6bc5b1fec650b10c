"""Forecasters held against days they have not seen, and the splits and measures of it."""
