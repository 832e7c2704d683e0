"""Figures about people: what may be shown of them, and what they do and do not prove. Pure functions, no database."""
