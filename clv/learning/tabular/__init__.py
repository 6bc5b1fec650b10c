"""Any table with a column to predict: a number or a class, learnt from the columns beside it."""
