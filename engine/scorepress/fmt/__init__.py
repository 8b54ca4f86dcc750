"""Files that people write -> the same files in their canonical form."""
