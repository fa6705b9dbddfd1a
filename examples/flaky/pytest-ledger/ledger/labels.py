"""Labels that people put on invoices."""


def parse(text: str) -> set[str]:
    return {word.strip().lower() for word in text.split(",") if word.strip()}


def caption(text: str) -> str:
    return " / ".join(parse(text))
