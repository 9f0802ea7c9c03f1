"""The dated schedules of the intermediation fee."""
