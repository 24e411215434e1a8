"""Throws at the parsers of what strangers send whatever may break them."""
