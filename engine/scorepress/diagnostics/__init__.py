"""Diagnostics as text for a terminal, JSON, SARIF and GitHub annotations."""
