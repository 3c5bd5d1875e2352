"""What holds for the network when the operator has decided nothing."""

from __future__ import annotations

from syndicate.fetcher.policy import Network


def test_by_default_nothing_private_is_allowed_and_the_agent_tells_its_version():
    network = Network()

    assert network.allow == ()
    assert not network.connect_to
    assert network.user_agent.startswith("syndicate/0.")
