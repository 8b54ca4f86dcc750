"""Text before it has a place: how wide it is, whether it can be drawn, where its lines end."""
