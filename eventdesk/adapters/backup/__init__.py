"""Backups: consistent, verified, encrypted copies of the desk in one or more folders, made while it runs."""

from eventdesk.adapters.backup.finding import Found, newest_good
from eventdesk.adapters.backup.keeper import SET_ASIDE, Copy, Desk, Keeper
from eventdesk.adapters.backup.known import Folder

__all__ = ["SET_ASIDE", "Copy", "Desk", "Folder", "Found", "Keeper", "newest_good"]
