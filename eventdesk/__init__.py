"""EventDesk: the queue and the live board of a massage tent on race day."""

__version__ = "0.4.0"
