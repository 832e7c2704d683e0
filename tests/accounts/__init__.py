from datetime import UTC, datetime

AT = datetime(2026, 7, 6, 20, 0, tzinfo=UTC)  # July 6 in Los Angeles, too
