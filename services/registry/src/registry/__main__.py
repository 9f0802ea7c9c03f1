"""`python -m registry api | consumer | relay | migrate | openapi | contracts | dead-letters
| bootstrap | rotate-keys | remove-second-factors`."""

from registry.jobs import add_jobs
from registry.process import PROCESS
from shared.command_line import service_cli

cli = service_cli(PROCESS)
add_jobs(cli)

if __name__ == "__main__":
    cli()
