"""The chain over the audit rows: sealed link by link, checked against itself and against anchors kept elsewhere."""
