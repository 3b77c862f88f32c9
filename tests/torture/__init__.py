"""The whole program under torture: killed, stopped, locked out, lied to; and the count of what it did wrong."""
