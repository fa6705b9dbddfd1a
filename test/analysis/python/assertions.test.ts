import { describe, expect, it } from 'vitest';
import type { Assertion } from '../../../src/analysis/facts.ts';
import { read } from './reading.ts';

const imports = `import pytest, numpy as np
from unittest.mock import Mock
from pandas.testing import assert_frame_equal
`;

function assertionOf(statement: string): Partial<Assertion> & { readonly left: string; readonly right: string } {
  const file = read(`${imports}class TestA:\n    def test_a(self):\n        ${statement}\n`);
  const [only, ...more] = file.assertions;
  expect(more).toEqual([]);
  return { ...only, left: file.at(only?.actual), right: file.at(only?.expected) };
}

describe('assert statements', () => {
  it.each([
    ['assert a == b', { matcher: '==', compares: 'equal', negated: false, left: 'a', right: 'b' }],
    ['assert a != b, "why"', { matcher: '!=', compares: 'equal', negated: true, left: 'a', right: 'b' }],
    ['assert not a == b', { matcher: '==', compares: 'equal', negated: true }],
    ['assert (a is  not None)', { matcher: 'is not', negated: true, left: 'a', right: 'None' }],
    ['assert a not in b', { matcher: 'not in', compares: 'contains', negated: true }],
    ['assert a <= b', { matcher: '<=', compares: 'less', right: 'b' }],
    ['assert a > b', { matcher: '>', compares: 'greater' }],
    ['assert 0 < a < 3', { matcher: '< <', compares: 'other', left: '0 < a < 3' }],
    ['assert a == b and c', { matcher: 'and', compares: 'other', left: 'a == b and c' }],
    ['assert found(a)', { matcher: 'truthy', compares: 'truthy', left: 'found(a)', right: '' }],
    ['assert not a', { matcher: 'truthy', negated: true, left: 'a' }],
    ['assert isinstance(a, B)', { matcher: 'isinstance', compares: 'type', left: 'a', right: 'B' }],
    ['assert save.called', { matcher: 'called', compares: 'called', left: 'save.called' }],
  ])('reads %s', (statement, expected) => {
    expect(assertionOf(statement)).toMatchObject({ style: 'assert', asynchronous: false, ...expected });
  });

  it('spans the whole statement', () => {
    const file = read('def test_a():\n    assert (\n        a == b\n    ), "m"\n');
    expect(file.at(file.assertions[0]?.span)).toBe('assert (\n        a == b\n    ), "m"');
  });
});

describe('assertions that are calls', () => {
  it.each([
    ['self.assertEqual(a, b)', { style: 'unittest', matcher: 'assertEqual', compares: 'equal', left: 'a', right: 'b' }],
    ['self.assertNotIn(a, b)', { style: 'unittest', compares: 'contains', negated: true }],
    ['self.assertTrue(a, "why")', { compares: 'truthy', negated: false, left: 'a', right: '' }],
    ['self.assertFalse(a)', { compares: 'truthy', negated: true }],
    ['self.assertIsInstance(a, B)', { compares: 'type', right: 'B' }],
    ['self.assertRaises(E, f)', { compares: 'throws', left: 'f', right: 'E' }],
    ['self.assertAlmostEqual(a, b)', { compares: 'equal' }],
    ['self.fail("no")', { style: 'unittest', matcher: 'fail', compares: 'other' }],
    [
      'save.assert_called_once_with(1)',
      { style: 'mock', matcher: 'assert_called_once_with', left: 'save', right: '1' },
    ],
    ['shop.save.assert_not_called()', { style: 'mock', compares: 'called', negated: true, left: 'shop.save' }],
    ['save.assert_has_awaits([1])', { style: 'mock', matcher: 'assert_has_awaits' }],
    ['np.testing.assert_allclose(a, b)', { style: 'other', matcher: 'assert_allclose', compares: 'equal', left: 'a' }],
    ['assert_frame_equal(a, b)', { style: 'other', compares: 'equal', right: 'b' }],
    ['pytest.fail("no")', { style: 'other', matcher: 'pytest.fail' }],
    ['raise AssertionError("no")', { style: 'other', matcher: 'raise AssertionError' }],
    ['pytest.raises(E, f, 1)', { style: 'raises', compares: 'throws', left: 'f', right: 'E' }],
    ['pytest.warns(UserWarning, f)', { style: 'raises', matcher: 'pytest.warns' }],
  ])('reads %s', (statement, expected) => {
    expect(assertionOf(statement)).toMatchObject(expected);
  });

  it.each([
    'response.raise_for_status()',
    'save.assert_called_once',
    'self.assert_valid(a)',
    'save.called_once_with(1)',
  ])('sees none in %s', (statement) => {
    expect(read(`class TestA:\n    def test_a(self):\n        ${statement}\n`).assertions).toEqual([]);
  });

  it('gives `with pytest.raises` the span of its call and a with block that names it', () => {
    const file = read(`${imports}def test_a():\n    with pytest.raises(ValueError, match="x") as e:\n        f()\n`);
    expect(file.at(file.assertions[0]?.span)).toBe('pytest.raises(ValueError, match="x")');
    expect(file.assertions[0]).toMatchObject({ style: 'raises', handling: 'assigned', call: 0 });
    expect(file.blocks.find(({ kind }) => kind === 'with')?.names).toEqual(['pytest.raises']);
  });

  it('counts RaisesGroup once, not its members', () => {
    const file = read(
      'from pytest import RaisesGroup, RaisesExc\ndef test_a():\n    with RaisesGroup(RaisesExc(ValueError)):\n        f()\n',
    );
    expect(file.assertions.map(({ matcher }) => matcher)).toEqual(['pytest.RaisesGroup']);
  });

  it('knows that matchers of async Playwright must be awaited', () => {
    const file = read(
      'from playwright.async_api import expect\nasync def test_a(page):\n    await expect(page).not_to_have_title("x")\n',
    );
    expect(file.assertions).toMatchObject([
      { style: 'expect', asynchronous: true, negated: true, handling: 'awaited' },
    ]);
  });
});
