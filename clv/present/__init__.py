"""Tables to things people look at: charts, exports, reports, and numbers in their own form."""
