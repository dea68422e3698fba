"""The room's blueprint."""

from flask import Blueprint

bp = Blueprint("roleplay", __name__)
