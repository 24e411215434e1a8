"""The core: an article in, a briefing out. It knows no platform, clock, network or database."""
