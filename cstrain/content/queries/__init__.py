"""Content: what pages and commands ask. ``folder`` on disk · ``pieces`` ``kept`` in the database · ``proposals`` · ``planning`` before a deed · ``export``."""

from cstrain.content.queries.export import exported, write_zip
from cstrain.content.queries.folder import facts, files_in, root_of, shipped_files
from cstrain.content.queries.kept import around, entry_for, is_installed, kept_library, place_of
from cstrain.content.queries.pieces import Piece, files, history, piece, pieces
from cstrain.content.queries.proposals import count_open, open_proposals, proposal_for

__all__ = [
    "Piece",
    "around",
    "count_open",
    "entry_for",
    "exported",
    "facts",
    "files",
    "files_in",
    "history",
    "is_installed",
    "kept_library",
    "open_proposals",
    "piece",
    "pieces",
    "place_of",
    "proposal_for",
    "root_of",
    "shipped_files",
    "write_zip",
]
