"""Who still buys: active, quiet or lost by one measured chance, and what is lost with them."""
