"""What an order costs beyond its price: fee, discount, who bears it, each explained."""
