"""What every room's part of the API stands on: problems, pages, fields, versions. Knows no room."""
