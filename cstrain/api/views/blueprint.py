"""Two sets of doors: pages for people, and below them JSON for systems, where whatever fails is 503."""

from flask import Blueprint

bp = Blueprint("api", __name__)
v1 = Blueprint("v1", __name__, url_prefix="/api/v1")
