"""Backups: database and files in one encrypted archive, restored beside what is there, compared, and only then exchanged."""
