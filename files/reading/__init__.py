"""Files as people have them, read row by row: letters, separators, header, bad rows apart."""
