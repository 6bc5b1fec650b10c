"""The kinds of learner."""
