"""Text tables: encoding, dialect, records, rows."""
