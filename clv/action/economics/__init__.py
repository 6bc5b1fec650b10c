"""What customers cost and bring: CAC, LTV, payback, spend ceiling."""
