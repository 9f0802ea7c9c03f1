"""`python -m marketplace api | consumer | relay | migrate | openapi | contracts | dead-letters`."""

from marketplace.process import PROCESS
from shared.command_line import service_cli

cli = service_cli(PROCESS)

if __name__ == "__main__":
    cli()
