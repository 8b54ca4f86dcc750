"""`python -m scorepress` is the command."""

from scorepress.apps.cli import main

if __name__ == "__main__":
    main()
