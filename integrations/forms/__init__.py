"""What is asked about keys."""
