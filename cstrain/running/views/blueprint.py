"""The room's blueprint."""

from flask import Blueprint

bp = Blueprint("running", __name__)
