"""What the organisations say they can do: the cluster's competence database."""
