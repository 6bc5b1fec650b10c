"""What is known of a customer before a cutoff."""
