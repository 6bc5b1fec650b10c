"""Whom to contact, as an experiment, and what came of it."""
