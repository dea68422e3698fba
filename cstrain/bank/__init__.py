"""Bank: what is asked, and the rules it stands on.

A question is written in a content file or in the browser, as text; what it means is read from that text. Each change is
a new version, never an overwrite: version rows are only added, and keep the canonical text from which a bank is exported
again byte for byte. A question cites rules of the register, and pins their major version; when the register moves on, the
citing question is stale until somebody has looked. Staleness is computed from the citations and never written ahead.

``rules`` reads, checks, grades and shuffles questions; ``queries.live`` finds what may be asked; ``actions`` load files,
keep versions, settle states and take practice answers. Whatever an exam or a drill asks, it asks through
``templates/bank/_question.html`` and reads back with ``forms.answer_from``.
"""
