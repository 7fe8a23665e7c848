"""`python -m scanner` is the same as `fairnotice`."""

from scanner.cli import main

if __name__ == "__main__":
    main()
