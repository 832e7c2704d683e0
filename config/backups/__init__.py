"""Backup and restore: database and files of one moment, keys apart, and proof that they can be brought back.

How both halves belong together though files change while they are copied (docs/adr/0019):

- a file is written under a name of its own before the row that names it is committed, and never changed afterwards;
- so the files are copied before the moment (the snapshot) that the database is dumped at, which finds what is taken
  away during the dump; twice, since the first time may take an hour and the second takes what came meanwhile;
- right after the snapshot, before anything else, what it names and was not copied yet is copied;
- a file that came and went within that instant may be missed: then a row of the snapshot names a file that was not
  copied, which is looked at, and the backup is made anew.
"""
