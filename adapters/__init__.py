"""What people see: renderers, the terminal, and chat platforms. Nothing is decided here."""
