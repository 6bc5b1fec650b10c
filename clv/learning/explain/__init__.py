"""Why a learner says what it says."""
