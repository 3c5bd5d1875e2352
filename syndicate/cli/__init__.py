"""The face: a module per command family, the only room that prints; exit codes live here.

`main` is the only way in. A command's module is imported when the command is called, so that
``syndicate --help`` costs what click costs.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command line (default: the process's own) and exit with its code."""
    from syndicate.cli.root import run  # the package stays light for whoever imports a part of it

    sys.exit(run(arguments))
