"""Papers of the province: the recap of the dashboard, and the tables of LP2KD and RAT."""
