"""Which forecaster speaks, with which chances, and its numbers as a forecast."""
