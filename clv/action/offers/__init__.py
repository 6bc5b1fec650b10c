"""What to offer next, judged on what was bought later."""
