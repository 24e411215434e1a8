"""The core: an article in, a briefing out. It knows no platform, clock, network or database."""

from summarizers.deferred import defer

defer("spacy.cli.info", "info")
defer("srsly._yaml_api", "read_yaml", "write_yaml", "yaml_dumps", "yaml_loads", "is_yaml_serializable")
defer("sumy.nlp.stemmers", "null_stemmer")
defer("requests")
