"""Synthetic race days, lived through by the same use cases that people tap."""
