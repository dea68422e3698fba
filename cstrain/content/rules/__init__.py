"""Content: what the room decides. ``kinds`` the order of the library · ``library`` a library as a value · ``zipped`` uploads ·
``shelf`` what texts mean · ``check`` and its lints ``names`` ``references`` ``coverage`` ``papers`` · ``decisions``."""
