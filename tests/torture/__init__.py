"""The whole program under torture: killed, stopped, locked out and lied to; and what it did wrong."""
