"""From trees to a template: names, types, units; every error is reported."""
