"""How dates are written, where the language's own way would mislead a Nordic reader."""
