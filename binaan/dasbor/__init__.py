"""What the Sekda's summary shows, made from the roll-ups: figures, table, decisions, and the rows behind each figure."""
