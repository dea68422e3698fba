"""Api: what changes here."""

from cstrain.api.actions.hooks import add_hook, end_hook, put_out_changes, to_hook
from cstrain.api.actions.tokens import Issue, issue, note_use, revoke

__all__ = ["Issue", "add_hook", "end_hook", "issue", "note_use", "put_out_changes", "revoke", "to_hook"]
