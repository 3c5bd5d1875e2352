"""``python -m syndicate``: the same as the installed command."""

from syndicate.cli import main

if __name__ == "__main__":
    main()
