"""From lists of invented things to invented students, and from those to data files."""
