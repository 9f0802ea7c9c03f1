"""Who belongs to the cluster: organisations, identity, admission and competences."""
