"""The demo agency: an invented county department with people, classes and evaluations in every state.

Everything goes in by the same importers and services that people use, at past moments counted from the day of loading,
so that the demo shows what the product would hold after two years of use. The data lie in `data/`.
"""
