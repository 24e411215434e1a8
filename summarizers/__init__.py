"""The core: an article in, a briefing out. It knows no platform, clock, network or database."""

from summarizers.deferred import defer

defer("spacy.cli.info", "info")
defer("sumy.nlp.stemmers", "null_stemmer")
defer("requests")
