"""Rows of a CSV file into tables: read → parse → compare → apply, each step told line by line.

`reading` makes records of bytes and never raises but for a file that is no use at all; `values` and `columns` turn
cells into values with a reason and a remedy for each that cannot be read; `difference` says what an import would do;
`copying` writes in sets; `report` and `command` talk to the terminal. What rows mean belongs to the rooms above.
"""
