"""Redis between several processes: what tells one that another has committed, and the counts of tries."""

from eventdesk.adapters.redis.connecting import is_understood
from eventdesk.adapters.redis.counts import SCHEME, SharedCounts
from eventdesk.adapters.redis.exchange import Exchange, Hearing

__all__ = ["SCHEME", "Exchange", "Hearing", "SharedCounts", "is_understood"]
