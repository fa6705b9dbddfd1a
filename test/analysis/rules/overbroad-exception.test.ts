import { describe, expect, it } from 'vitest';
import { overbroadException } from '../../../src/analysis/rules/overbroad-exception.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(overbroadException);

describe('overbroad-exception', () => {
  it('is silent where the test raises the exception itself', async () => {
    const code = `import pytest


def test_text():
    with pytest.raises(Exception) as excinfo:
        raise Exception("x")
    str(excinfo)
`;
    expect((await check(overbroadException, { framework: 'pytest', code })).reports).toEqual([]);
  });

  it.each([
    ['a plain exception of its own', '', 'run(lambda: fail(Exception("x")))', ''],
    ['a comment that leaves the type open', '  # the exact error is unspecified', 'account.close()', ''],
    ['a double that says how far it came', '', 'account.close()', '    send.assert_called_once_with("closing")\n'],
  ])('is a note with %s', async (_, comment, body, behind) => {
    const code = `import pytest


def test_closes(account, send):
    with pytest.raises(Exception):${comment}
        ${body}
${behind}`;
    const { reports } = await check(overbroadException, { framework: 'pytest', code });
    expect(reports.map(({ severity }) => severity)).toEqual(['info']);
  });

  it('is silent where what was caught is kept and looked at', async () => {
    const code = `import pytest


def test_closes(account):
    with pytest.raises(Exception) as caught:
        account.close()
    error = caught.value
    assert isinstance(error, OSError)
`;
    expect((await check(overbroadException, { framework: 'pytest', code })).reports).toEqual([]);
  });

  it('is one note for a test, however many of its checks accept any error', async () => {
    const code = `it('rejects', () => {
  expect(() => withdraw(-1)).toThrow();
  expect(() => withdraw(-2)).toThrow();
  expect(() => withdraw(-3)).toThrow('negative');
});
`;
    const { reports } = await check(overbroadException, { framework: 'jest', code });
    expect(reports.map(({ severity, message }) => ({ severity, message }))).toEqual([
      {
        severity: 'info',
        message:
          'Any error passes here (and in 1 more check like it), the TypeError of a misspelt name too. Name the error class or a part of its message.',
      },
    ]);
  });

  it.each([
    ["const load = () => {\n    throw new Error('x');\n  };\n  expect(() => run(load)).toThrow();", 0],
    ['expect(() => {\n    delete mock.calls;\n  }).toThrow();', 0],
    ['expect(() => (point.x = 1)).toThrow();', 0],
    ['const check = () => expect(1).resolves.toThrow();\n  expect(check).toThrow("none");', 0],
    ['expect(() => run(load)).toThrow();', 1],
  ])('leaves alone what only the test itself or the language can refuse: %s', async (body, count) => {
    const code = `it('refuses', () => {\n  ${body}\n});\n`;
    expect((await check(overbroadException, { framework: 'jest', code })).reports).toHaveLength(count);
  });

  it.each([
    ['        account.owner = "me"\n', ['info']],
    ['        account.owner = find("me")\n', [undefined]],
    ['        account.owner = "me"\n        account.save()\n', [undefined]],
  ])('only mentions a write that nothing but the object can refuse: %s', async (body, expected) => {
    const code = `import pytest\n\n\ndef test_x(account):\n    with pytest.raises(Exception):\n${body}`;
    const { reports } = await check(overbroadException, { framework: 'pytest', code });
    expect(reports.map(({ severity }) => severity)).toEqual(expected);
  });

  it.each([
    ['raise Exception', ['info']],
    ['raise ValueError', [undefined]],
  ])('only mentions it where a view of the file does a plain %s', async (statement, expected) => {
    const code = `import pytest\n\n\nclass View:\n    def post(self):\n        ${statement}\n\n\ndef test_x(client):\n    with pytest.raises(Exception):\n        client.post(View)\n`;
    const { reports } = await check(overbroadException, { framework: 'pytest', code });
    expect(reports.map(({ severity }) => severity)).toEqual(expected);
  });
});
