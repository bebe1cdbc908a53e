"""Which OPD does best, and why: components read from the roll-ups, weighed, ranked, explained, frozen, objected to, rewarded."""
