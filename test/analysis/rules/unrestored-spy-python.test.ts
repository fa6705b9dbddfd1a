import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/analysis/rule.ts';
import { unrestoredSpy } from '../../../src/analysis/rules/unrestored-spy.ts';
import { applyFixes, check } from './harness.ts';

const example = (code: string, files: Example['files'] = {}): Example => ({ framework: 'pytest', code, files });
const places = async (given: Example) =>
  (await check(unrestoredSpy, given)).reports.map(({ at }) => given.code.slice(at.start, at.end));

describe('unrestored-spy: patches of Python that start() begins', () => {
  it('asks pytest to stop the patch of a fixture', async () => {
    const before = `import pytest
from unittest.mock import patch

@pytest.fixture
def send():
    patcher = patch("shop.send")
    mock = patcher.start()
    return mock
`;
    expect(await applyFixes(unrestoredSpy, example(before))).toBe(
      before
        .replace('def send()', 'def send(request)')
        .replace('.start()\n', '.start()\n    request.addfinalizer(patcher.stop)\n'),
    );
  });

  it('is silent where a patcher is handed on, or a base class of another file may stop it', async () => {
    const kept =
      'from unittest.mock import patch\n\ndef test_sends(patchers):\n    p = patch("shop.send")\n    p.start()\n    patchers.append(p)\n';
    const based =
      'from unittest.mock import patch\nfrom shop.testing import Case\n\nclass TestSend(Case):\n    def test_sends(self):\n        patch("shop.send").start()\n';
    expect(await places(example(kept))).toEqual([]);
    expect(await places(example(based))).toEqual([]);
  });

  it('is silent in conftest.py while it is loaded, and where threads start', async () => {
    const code =
      'from unittest.mock import patch\nfrom threading import Thread\n\npatch("shop.send").start()\n\ndef worker():\n    Thread().start()\n';
    expect(await places(example(code))).toEqual([]);
  });
});
