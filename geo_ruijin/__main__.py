"""`python -m geo_ruijin`: the command, where its own name is not on the path."""

from geo_ruijin.cli import main

main()
