"""The API's doors: one module for each kind of thing, each a table of routes."""
