"""What an organisation that asks to leave the cluster still has open here, and paying it out."""
