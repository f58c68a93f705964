"""The rules of the tent: pure Python, no framework, no clock, no input or output."""
