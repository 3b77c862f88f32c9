"""Copies of the database: made and kept, and put back in its place."""
