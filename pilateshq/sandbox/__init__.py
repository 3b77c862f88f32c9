"""WhatsApp on this machine: Meta's side of it, the phones, and a page to try them on."""
