"""The bot: what it reads, keeps and answers, for any platform."""
