"""The offices of the cluster: who may hold them, for how long, by which decision."""
