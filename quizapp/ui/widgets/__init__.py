"""Building blocks of screens. They show values and emit signals; they know no service."""
