"""Deeds of the top floor."""
