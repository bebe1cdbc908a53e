"""Reference data of the ground floor: the files (README.md says what and whence), their reader and their loader."""
