"""`python -m pilateshq`."""

from pilateshq.cli import main

if __name__ == "__main__":
    main()
