"""Failed logins, counted so that guessing becomes slow for whoever guesses, and for nobody else."""
