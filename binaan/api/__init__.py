"""The read-only API: what every signed-in reader sees, for programs. Loaded with its first request."""
