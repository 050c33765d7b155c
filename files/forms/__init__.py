"""What people type into the files room."""
