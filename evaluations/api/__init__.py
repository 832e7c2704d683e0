"""Evaluations and their steps for programs: the same services, permissions and sentences as the pages."""
