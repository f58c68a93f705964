"""Backups: consistent, verified, encrypted copies of the desk in one or more folders, made while it runs."""

from eventdesk.adapters.backup.finding import Found, newest_good
from eventdesk.adapters.backup.keeper import SET_ASIDE, Desk, Keeper

__all__ = ["SET_ASIDE", "Desk", "Found", "Keeper", "newest_good"]
