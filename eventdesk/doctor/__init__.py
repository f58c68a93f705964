"""`run.py doctor`: looks at everything that can go wrong on a race day, and says what to do. It changes nothing."""
