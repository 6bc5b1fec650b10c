"""Customers by when they came: how many stay, what they bring, how many still come."""
