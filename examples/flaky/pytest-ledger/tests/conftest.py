import pytest

from ledger import store


@pytest.fixture(scope="session")
def books():
    connection = store.connect()
    yield connection
    connection.close()
