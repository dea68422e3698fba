"""Running: keeping the installation alive, by whoever answers for it.

``flask doctor`` and the page 系统状况 say in plain words what speaks against relying on this machine and what to do;
the page shows the copies and when one was last put back to see that it can be (``cstrain.copies`` makes them). The
first-day page leads from an empty installation, or from the demo, to one that people work in: what is still open, by
what it holds up. The help pages live here too, since they name the screens of every room before.
"""
