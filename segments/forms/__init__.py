"""What a person types on the room's screens."""
