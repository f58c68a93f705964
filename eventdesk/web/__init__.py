"""The HTTP doors: the API under `api/` and the pages. Thin: parse, call a use case, answer."""
