"""Template + Record + language -> Report: which message, which value; no geometry."""
