"""The doors: commands, review, services. They alone know the machine."""
