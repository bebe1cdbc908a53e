"""Long work: the loop of the worker, and what it does for each kind of this floor."""
