"""The lists of the middle floor as they go out: which columns each has, and the way to their values."""
