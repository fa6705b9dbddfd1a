"""Codes that customers show at the counter, and the monthly prize draw."""

import random


def issue(count: int) -> list[str]:
    return [f"{random.randrange(100):02d}" for _ in range(count)]


def draw(entries: list[str], winners: int, rng: random.Random) -> list[str]:
    return rng.sample(entries, winners)
