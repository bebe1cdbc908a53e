"""What whoever runs the site asks of it: is it well, what did it answer, how fast, what broke. No page of the programme."""
