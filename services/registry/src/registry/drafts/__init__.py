"""An application for membership that its organisation still writes, and nobody else sees."""
