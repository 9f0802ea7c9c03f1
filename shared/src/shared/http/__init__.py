"""How every service speaks HTTP: problems, callers, paging, entity tags, idempotency."""
