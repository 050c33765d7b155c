"""Questions across the room's models; import the module that answers."""
