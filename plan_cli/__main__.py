"""`python -m plan_cli` is `plan`."""

from plan_cli.cli.main import main

if __name__ == "__main__":
    main()
