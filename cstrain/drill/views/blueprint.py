"""The room's blueprint."""

from flask import Blueprint

bp = Blueprint("drill", __name__)
