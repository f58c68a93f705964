"""`run.py doctor`: looks at everything that can be wrong on a race day and says what to do."""
