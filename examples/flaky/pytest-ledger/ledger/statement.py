"""What a customer still owes."""


class Statement:
    def __init__(self) -> None:
        self.fees: dict[str, float] = {}
        self.open: set[str] = set()

    def charge(self, name: str, amount: float) -> None:
        self.fees[name] = amount
        self.open.add(name)

    def settle(self, name: str) -> None:
        self.open.discard(name)

    def due(self) -> float:
        total = 0.0
        for name in self.open:
            total += self.fees[name]
        return total
