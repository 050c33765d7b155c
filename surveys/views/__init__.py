"""The public pages: what a personal link opens."""
