"""The wire: Meta's WhatsApp Cloud API, in and out. Knows messages and errors, never rows or rules."""
