import { describe, expect, it } from 'vitest';
import { objection } from '../../src/fixes/improvement.ts';
import { read } from '../analysis/python/reading.ts';
import { read as readScript } from '../analysis/typescript/reading.ts';

const reading = (text: string) => ({ text, facts: read(text), findings: [] });

describe('a Python file that does not compile', () => {
  const broken = 'def test_a():\n    await a()\n\n\ndef test_b():\n    await b()\n';

  it('may be mended piece by piece', () => {
    const half = broken.replace('def test_a', 'async def test_a');
    expect(objection(reading(broken), reading(half), [])).toBeUndefined();
  });

  it('may not be broken further', () => {
    const worse = broken.replace('await b()', 'await b(x=1, x=2)');
    expect(objection(reading(broken), reading(worse), [])).toBe(
      'the file would no longer parse (line 6: keyword argument repeated: x)',
    );
  });

  it('may not be made of one that does', () => {
    expect(objection(reading('def test_a():\n    a()\n'), reading('def test_a():\n    await a()\n'), [])).toContain(
      'line 2',
    );
  });
});

it('may not declare one name twice, but for one that did', () => {
  const ofScript = (text: string) => ({ text, facts: readScript(text), findings: [] });
  const [once, twice] = [ofScript('const original = 1;\n'), ofScript('const original = 1;\nconst original = 2;\n')];
  expect(objection(once, twice, [])).toBe('it would declare original twice');
  expect(objection(twice, twice, [])).toBeUndefined();
});
