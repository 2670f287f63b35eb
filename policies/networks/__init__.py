"""Which networks a resource joins, and whose ranges it leads to."""
