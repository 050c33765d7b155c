"""Questions about files in and out."""
