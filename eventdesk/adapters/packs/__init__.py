"""Treatment records to take along: a PDF and JSON in one encrypted ZIP, readable without EventDesk."""

from eventdesk.adapters.packs.archive import make_pack
from eventdesk.adapters.packs.person import person_pdf
from eventdesk.adapters.packs.record import Pack

__all__ = ["Pack", "make_pack", "person_pdf"]
