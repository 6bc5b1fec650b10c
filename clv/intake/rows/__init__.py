"""What the rows are: sales, lines, payments, refunds, sums; which of them count, and once."""
