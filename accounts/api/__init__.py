"""Who asks, with which token, what they asked before; and the person's own part of the API.

Every room's `api` stands on `accounts.api.views` (docs/adr/0013).
"""
