"""The sample cluster: about 970 invented organisations and what they offer."""

from local.sample.cluster import sample_cluster
from local.sample.model import Competence, Equipment, Listing, Organisation, Sample

__all__ = ["Competence", "Equipment", "Listing", "Organisation", "Sample", "sample_cluster"]
