"""Shapes: what people type on the pages, and what the JSON answers look like."""

from cstrain.api.forms.openapi import document
from cstrain.api.forms.tokens import HookForm, IssueForm, RevokeForm

__all__ = ["HookForm", "IssueForm", "RevokeForm", "document"]
