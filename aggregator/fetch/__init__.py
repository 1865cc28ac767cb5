"""From an address to bytes, as the best guest on the web: conditional, patient, bounded, and never where it must not go."""
