"""Bookings of rooms, with a notifier that works in the background."""

import os
import threading


class Notifier:
    def __init__(self, delay: float = 0.02) -> None:
        self.delay = delay
        self.sent: list[str] = []

    def notify(self, guest: str) -> None:
        threading.Timer(self.delay, self.sent.append, [guest]).start()


def rate(nights: int) -> float:
    if nights < 1:
        raise ValueError("at least one night")
    return nights * float(os.environ.get("BOOKING_RATE", "80"))


class Client:
    async def book(self, guest: str) -> dict[str, str]:
        return {"guest": guest, "state": "booked"}

    async def close(self) -> None:
        pass
