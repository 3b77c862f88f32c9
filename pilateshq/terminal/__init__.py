"""What the terminal does: a module for each noun, and nothing heavy until a command needs it."""
