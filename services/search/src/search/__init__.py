"""Finding competences, listings and equipment in four languages."""
