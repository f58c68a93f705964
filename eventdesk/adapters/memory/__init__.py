"""The stores in plain dictionaries: for simulations and tests. Same promises, nothing kept."""

from eventdesk.adapters.memory.access import MemoryAccess
from eventdesk.adapters.memory.store import MemoryStore

__all__ = ["MemoryAccess", "MemoryStore"]
