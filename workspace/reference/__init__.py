"""What the program says about itself: states, permissions, rules, settings, jobs, data.

Each page is put together by introspection (`shelf.DOCUMENTS`) as one frozen `Document`, and shown twice: as Markdown in
`docs/reference/` (`manage.py make_reference`, held against the code by `make lint`) and as a page under `/reference/`.
"""
