"""Forms of the room: the company, colleagues, and facts about one customer."""
