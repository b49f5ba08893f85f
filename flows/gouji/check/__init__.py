"""Check, roll up and rank: everything that is computed in SQL over the loaded tables."""
