"""What a studio does: one function for each act, inside the transaction of whoever calls it."""
