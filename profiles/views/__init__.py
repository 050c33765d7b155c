"""Pages of the room outside the back office's sign-in."""
