"""Amounts as people read them. The shop's currency and language are the defaults."""

import os

currency = "EUR"

_decimal_points = {"C": ".", "POSIX": ".", "en": ".", "ja": ".", "zh": ".", "ko": ".", "th": "."}


def use_currency(code: str) -> None:
    global currency
    currency = code


def show(cents: int) -> str:
    return f"{cents / 100:.2f} {currency}"


def decimal_point() -> str:
    locale = os.environ.get("LC_ALL") or os.environ.get("LANG") or "C"
    language = locale.split(".")[0].split("_")[0]
    return _decimal_points.get(language, ",")


def show_local(cents: int) -> str:
    return f"{cents // 100}{decimal_point()}{cents % 100:02d}"


def to_whole_euros(cents: int) -> int:
    return round(cents / 100)
