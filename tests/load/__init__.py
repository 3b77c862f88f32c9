"""The load that the server must hold, measured on each engine by `make load`."""
