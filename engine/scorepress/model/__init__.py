"""The nouns: frozen values that the passes hand to one another. No noun knows a pass."""
