"""SVG to files that people open: PDF and PNG."""
