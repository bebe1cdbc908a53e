"""How rows are written for programs. Each column names where it comes from; what is not named here goes out nowhere."""
