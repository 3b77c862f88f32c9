"""A studio that registers people without end: `python -m tests.writing`, set up like the terminal."""

from itertools import count

from pilateshq.clock import utcnow
from pilateshq.studio import people
from pilateshq.terminal import opening

for number in count(1):
    with opening.one_act():
        people.register(f"Person {number}", f"+27821{number:06}", region="ZA", actor="test", now=utcnow())
