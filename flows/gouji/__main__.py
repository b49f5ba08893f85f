"""`python -m gouji` is the `gouji` command."""

from gouji.cli.main import main

if __name__ == "__main__":
    main()
