"""When an invoice is due, and the reminder for those who forget."""

import threading
from datetime import date, datetime, timedelta, tzinfo
from typing import Callable, Optional


def due_date(issued_at: float, days: int, zone: Optional[tzinfo] = None) -> date:
    return datetime.fromtimestamp(issued_at, zone).date() + timedelta(days=days)


def next_billing(day: date) -> date:
    if day.month == 12:
        return day.replace(year=day.year + 1, month=1)
    return day.replace(month=day.month + 1)


class Reminder:
    def __init__(self, send: Callable[[str], None]) -> None:
        self.send = send
        self.done = threading.Event()

    def start(self, customer: str) -> None:
        threading.Thread(target=self._remind, args=[customer], daemon=True).start()

    def _remind(self, customer: str) -> None:
        self.send(customer)
        self.done.set()
