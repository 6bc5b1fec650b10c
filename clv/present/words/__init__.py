"""Every sentence that holds values."""
