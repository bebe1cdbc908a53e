"""Sample data: invented people, enterprises and facts on real villages, for a database of its own that says CONTOH."""
