"""Reference data of the middle floor: the files (README.md says what and whence) and their loader."""
