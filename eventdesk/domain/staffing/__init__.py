"""The staffing plan: how many therapists a race needs in each half hour, and what waits result."""
