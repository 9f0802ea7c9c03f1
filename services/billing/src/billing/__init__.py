"""Money: fees, loyalty, invoices, payments and the ledger."""
