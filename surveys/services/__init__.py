"""Everything that changes something in this room; import the module that does it."""
