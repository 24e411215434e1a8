"""Trains the attribution reader; never imported at run time."""
