"""Report -> Scene: regions get boxes, text is measured and broken, components draw."""
