"""A studio assistant on WhatsApp."""

__version__ = "0.1.0"
