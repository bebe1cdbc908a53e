"""Data quality, the spot check of each quarter, and the papers of a rakor."""
