import os

import pytest

from booking import Client


@pytest.fixture(scope="session")
def database_url():
    return os.getenv("TEST_DATABASE_URL") or os.getenv("DATABASE_URL") or "sqlite://"


@pytest.fixture
async def client():
    client = Client()
    yield client
    await client.close()
