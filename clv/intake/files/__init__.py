"""Containers: archives, workbooks, Parquet, and their limits."""
