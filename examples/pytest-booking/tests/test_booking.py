import os
import time

import pytest

from booking import Notifier, rate


class TestNotifier:
    guests = []

    def test_first_guest(self):
        self.guests.append("Ada")
        assert self.guests == ["Ada"]

    def test_second_guest(self):
        self.guests.append("Grace")
        assert len(self.guests) == 2

    def test_sends(self):
        notifier = Notifier()
        notifier.notify("Ada")
        time.sleep(0.03)
        assert notifier.sent == ["Ada"]


def test_rate_of_one_night():
    assert rate(1) == 81


def test_rate_is_configurable():
    os.environ["BOOKING_RATE"] = "100"
    assert rate(2) == 200


def test_refuses_no_nights():
    with pytest.raises(Exception):
        rate(0)


def test_rate_of_one_night():
    assert rate(1) > 0


@pytest.mark.asyncio
async def test_books(client):
    result = await client.book("Ada")
    assert result["state"] == "booked"
