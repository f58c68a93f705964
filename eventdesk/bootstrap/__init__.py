"""The first set-up: the Python environment, the browser libraries, what the tests need.

Standard library only: this runs before anything is installed.
"""
