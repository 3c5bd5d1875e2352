"""``syndicate serve``: the published files over HTTP."""

from __future__ import annotations

import click

from syndicate import app
from syndicate.cli.configuration import load_config
from syndicate.cli.settings import Settings, command
from syndicate.cli.text import clean


@command("serve")
@click.option("--host", help="Address to listen on (default: [server] host).")
@click.option("--port", type=click.IntRange(0, 65_535), help="Port; 0 takes a free one.")
@click.pass_obj
def serve_command(settings: Settings, host: str | None, port: int | None) -> None:
    """Serve the published feeds until SIGINT.

    A private site is served at its plain paths on a loopback address only, on any other only
    under a secret path.
    """
    config = load_config(settings)
    chosen = config.server.port if port is None else port

    def tell(url: str) -> None:
        settings.note(f"Serving {config.publish.path} at {clean(url)}")
        if url != config.site.base_url:
            settings.note(
                f"The feeds say {clean(config.site.base_url)}: where a reader gets them under"
                " another address, set [site] base_url to it and run syndicate build"
            )

    with app.open_app(config, lock=False) as opened:
        opened.serve(host or config.server.host, chosen, tell)
