"""What EventDesk can do on this machine: `python3 -m bench`. Ratios count; times are indications."""
