"""Content: the library as a whole, and the desk at which trainers change it.

Every room reads, checks and keeps its own part of the content files. This room knows the order in which they hang on one
another, reads a whole folder or zip, checks each file with everything else known, and lints what only the whole shows:
facts without a question, lessons that no course reaches, exam items whose lesson is not taught.

A library is one value, whether it comes from a folder, an uploaded zip or the database; loading, the dry run, the editor's
check and the export all look at that value. A text that was changed here is never overwritten by a file: the file's text
stands beside it as a proposal until somebody takes it or keeps the own one. Exports are the kept texts, byte for byte.
"""
