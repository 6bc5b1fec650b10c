"""What a cell says: dates, money, ids."""
