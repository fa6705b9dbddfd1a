import type { RuleMeta } from '../../rule.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `def test_creates_an_order(client):
    response = client.post("/orders", json={"item": 1})
    assert response.status_code in [200, 201, 422, 500]
`,
    },
    {
      framework: 'pytest',
      code: `def test_reads_an_order(client):
    response = client.get("/orders/1")
    assert response.status_code == 200 or response.status_code == 404
`,
    },
    {
      framework: 'pytest',
      code: `from fastapi import status


def test_refuses_an_empty_order(client):
    response = client.post("/orders", json={})
    assert response.status_code in (status.HTTP_422_UNPROCESSABLE_ENTITY, status.HTTP_500_INTERNAL_SERVER_ERROR)
`,
    },
    {
      framework: 'pytest',
      code: `def test_answers(client):
    assert client.get("/orders").status_code < 500
`,
    },
    {
      framework: 'unittest',
      code: `import unittest


class OrderTest(unittest.TestCase):
    def test_reads_an_order(self):
        response = self.client.get("/orders/1")
        self.assertIn(response.status_code, [200, 404])
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `def test_creates_an_order(client):
    response = client.post("/orders", json={"item": 1})
    assert response.status_code in (200, 201)
    assert 200 <= response.status_code < 300


def test_refuses_a_stranger(client):
    response = client.get("/orders")
    assert response.status_code in (302, 401, 403)
    assert 400 <= response.status_code < 500


def test_lets_a_friend_in(client, headers):
    assert client.get("/orders", headers=headers).status_code != 401


def test_gateway_is_down(client):
    assert client.get("/rates").status_code in (502, 504)
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


@pytest.mark.parametrize("path, allowed", [("/orders", (200,)), ("/nothing", (404, 410))])
def test_paths(client, path, allowed):
    assert client.get(path).status_code in allowed
`,
    },
    {
      framework: 'pytest',
      code: `def test_known_codes(parser):
    codes = [200, 404, 500]
    assert parser.first() in codes
    assert 404 in codes
`,
    },
    {
      framework: 'unittest',
      code: `import unittest


class OrderTest(unittest.TestCase):
    def test_creates_an_order(self):
        response = self.client.post("/orders")
        self.assertIn(response.status_code, [200, 201])
        self.assertEqual(response.status_code, 201)
`,
    },
  ],
};
