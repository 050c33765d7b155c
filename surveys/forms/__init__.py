"""What people type, brought to canonical answers."""
