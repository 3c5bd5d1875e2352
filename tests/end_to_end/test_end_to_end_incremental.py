"""What runs publish piece by piece is what one build makes of the archive, whatever happened."""

from __future__ import annotations

import gzip

import pytest
from helpers.instances import Instance
from helpers.lives import Life, anew
from helpers.origin import Origin

pytestmark = pytest.mark.end_to_end


def published(instance: Instance) -> dict[str, bytes]:
    """Return what readers get, packed forms unpacked; what state alone knows is left out."""
    return {
        name: gzip.decompress(body) if name.endswith(".gz") else body
        for name, body in instance.files("public").items()
        if name != ".gone" and not name.startswith("feeds/health")
    }


@pytest.mark.parametrize("seed", range(8))
def test_what_is_published_piece_by_piece_is_what_a_build_makes_at_once(tmp_path, seed):
    (tmp_path / "lived").mkdir()
    with Origin() as origin:
        lived = Instance(tmp_path / "lived", origin)
        life = Life(lived, seed)
        for _ in range(8):
            life.step()
            built = anew(lived, tmp_path / "built")
            built.build()

            assert published(lived) == published(built), f"after {life.done}"
