"""Why a number is what it is, whichever forecaster it comes from, and whether it is fair."""
