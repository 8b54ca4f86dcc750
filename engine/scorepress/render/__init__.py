"""Scene to SVG."""
