import type { RuleMeta } from '../../rule.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `class TestCart:
    def __init__(self):
        self.cart = Cart()

    def test_total(self):
        assert self.cart.total == 0
`,
    },
    {
      framework: 'pytest',
      code: `def test_cart():
    cart = Cart()
    assert cart.items == []

    def test_total():
        assert cart.total == 0
`,
    },
    {
      framework: 'pytest',
      code: `def test_first():
    assert first([1]) == 1


class CartTests:
    def test_total(self):
        assert Cart().total == 0
`,
      fixed: `def test_first():
    assert first([1]) == 1


class TestCart:
    def test_total(self):
        assert Cart().total == 0
`,
    },
    {
      framework: 'pytest',
      code: `def test_first():
    assert first([1]) == 1


def tset_last():
    assert last([1]) == 1
`,
      fixed: `def test_first():
    assert first([1]) == 1


def test_last():
    assert last([1]) == 1
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `class CartTests:
    def test_total(self):
        assert self.make().total == 0


class TestPlainCart(CartTests):
    def make(self):
        return Cart()


class OrderTestMixin:
    def test_total(self):
        assert self.make().total == 0
`,
    },
    {
      framework: 'pytest',
      code: `class TestClient:
    def __init__(self, app):
        self.app = app

    def get(self, path):
        return self.app(path)


def test_gets():
    assert TestClient(echo).get("/") == "/"
`,
    },
    {
      framework: 'pytest',
      code: `def test_outer():
    def test_inner():
        assert inner()

    run(test_inner)


def test_registers(app):
    @app.task
    def test_task():
        assert app

    assert app.tasks
`,
    },
    {
      framework: 'pytest',
      files: { 'pytest.ini': '[pytest]\npython_classes = *Tests\n' },
      code: `class CartTests:
    def test_total(self):
        assert Cart().total == 0
`,
    },
  ],
};
