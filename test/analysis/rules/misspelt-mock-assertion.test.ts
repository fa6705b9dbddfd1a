import { describe, expect, it } from 'vitest';
import { misspeltMockAssertion } from '../../../src/analysis/rules/misspelt-mock-assertion.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(misspeltMockAssertion);

const body = (lines: string) => `from unittest.mock import AsyncMock, MagicMock, Mock, patch


async def test_orders():
${lines.replaceAll(/^/gm, '    ')}
`;
const reported = async (lines: string, python = '') => {
  const files = python === '' ? {} : { '.python-version': `${python}\n` };
  const { reports } = await check(misspeltMockAssertion, { framework: 'pytest', code: body(lines), files });
  return reports.map(({ severity = 'error', message }) => `${severity}: ${message}`);
};

describe('misspelt-mock-assertion: what Python makes of it', () => {
  it('names AttributeError where the interpreter raises it, and the silent pass where it does not', async () => {
    const slip = 'send = Mock()\norder(send)\nsend.called_once_with("tea")';
    expect((await reported(slip, '3.11.9'))[0]).toMatch(/^error: .*always true, so this passes/);
    expect((await reported(slip, '3.12.4'))[0]).toMatch(/^warning: .*since Python 3\.12 it raises AttributeError/);
    expect((await reported(slip))[0]).toMatch(/^error: .*before Python 3\.12/);
  });

  it('knows that the names of AsyncMock pass on every version', async () => {
    const slip = 'send = AsyncMock()\nawait order(send)\nassert send.awaited_once_with("tea")';
    expect((await reported(slip, '3.13.0'))[0]).toMatch(/^error: .*always true, so/);
  });

  it('leaves attributes alone that a mock really has, and mocks that refuse unknown names', async () => {
    expect(
      await reported('send = Mock()\nassert send.called\nassert not send.called_once\nsend.assert_called()'),
    ).toEqual([]);
    expect(await reported('send = Mock(spec=["send"])\nassert send.called_once')).toEqual([]);
    expect(await reported('with patch("shop.send", autospec=True) as send:\n    assert send.called_once')).toEqual([]);
  });

  it('follows the nearest of several patches that share a name', async () => {
    const lines =
      'with patch("shop.send") as send:\n    order(send)\n    assert send.called_once\nwith patch("shop.save", autospec=True) as send:\n    assert send.called_once';
    expect(await reported(lines)).toHaveLength(1);
  });
});
