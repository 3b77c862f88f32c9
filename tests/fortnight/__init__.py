"""A studio's fortnight on a clock that is moved: restarts, an outage in the evening, and who heard what."""
