"""A running site and a browser that looks at it."""

from __future__ import annotations

import pytest
from running import CHROMIUM_FLAGS, chromium, running_site


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The address of a running site; without a Chromium the test is skipped, and says so."""
    if chromium() is None:
        pytest.skip("no Chromium on this machine: set CHROMIUM to its path")
    with running_site(tmp_path_factory.mktemp("var")) as address:
        yield address


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": chromium(), "args": CHROMIUM_FLAGS}


@pytest.fixture
def record(context, tmp_path, request):
    """Keep a trace of the walk, with pictures: `playwright show-trace` plays it."""
    context.tracing.start(screenshots=True, snapshots=True)
    yield
    folder = request.config.rootpath / "test-results"
    folder.mkdir(exist_ok=True)
    context.tracing.stop(path=folder / f"{request.node.name}.zip")
