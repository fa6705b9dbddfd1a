import { expect, it } from 'vitest';
import { unusedFixture } from '../../../src/analysis/rules/unused-fixture.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(unusedFixture);

it.each([
  ['StoreSuite', 0],
  ['object', 1],
])('knows that a base class may bring tests of its own: %s', async (base, found) => {
  const code = `import pytest

from shop.testing import StoreSuite


@pytest.fixture
def clock():
    return Clock()


class TestMemoryStore(${base}):
    def test_empty(self):
        assert MemoryStore().size() == 0
`;
  expect((await check(unusedFixture, { framework: 'pytest', code })).reports).toHaveLength(found);
});
