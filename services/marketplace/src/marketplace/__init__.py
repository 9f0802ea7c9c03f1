"""What is bought: listings, equipment, tenders, bids, orders and reviews."""
