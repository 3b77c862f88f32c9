"""The program with its log at DEBUG, as somebody runs it who looks for a fault."""

import logging

from pilateshq import cli, logs


def at_debug() -> None:
    log_as_ever()
    logging.getLogger().setLevel(logging.DEBUG)


log_as_ever = logs.set_up

if __name__ == "__main__":
    logs.set_up = at_debug
    cli.main()
