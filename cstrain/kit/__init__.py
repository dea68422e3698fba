"""The kit: what every room stands on. It knows no room.

``errors`` refusals · ``clock`` the only reader of time · ``db`` one gate for every write, the audit trail, notes ·
``web`` one commit per request, headers, errors · ``forms`` · ``files`` attachments by hash · ``sheets`` xlsx and csv ·
``text`` · ``paper`` QR codes · ``jobs`` the table of work to do later · ``content`` the reader of content files.
"""
