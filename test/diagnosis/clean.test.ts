import { describe, expect, it } from 'vitest';
import { cleanOutput } from '../../src/diagnosis/clean.ts';

const lines = (text: string) => cleanOutput(text).lines;

describe('cleaning', () => {
  it('leaves what runners write alone', () => {
    const text = [
      'tests/test_shop.py:5: AssertionError',
      'E   sqlite3.OperationalError: database is locked',
      ' FAIL  test/shop.test.ts > cart > counts',
      '    at Object.<anonymous> (test/shop.test.ts:5:10)',
      'node:internal/process/task_queues:95',
      '[gw0] [ 50%] FAILED tests/test_shop.py::test_x',
      '- 2026-10-31',
      '  | indented',
      '# Subtest: waits',
    ];
    expect(lines(text.join('\n'))).toEqual(text);
  });

  it('removes colours, links and titles of terminals', () => {
    expect(
      lines('\u001b[31m\u001b[1mFAIL\u001b[0m \u001b]8;;http://x\u0007link\u001b]8;;\u0007 \u001b]0;title\u001b\\end'),
    ).toEqual(['FAIL link end']);
  });

  it('keeps a parameter that looks like a colour when there are no colours', () => {
    expect(lines('FAILED tests/test_a.py::test_x[31m]')).toEqual(['FAILED tests/test_a.py::test_x[31m]']);
  });

  it('shows the last state of a line that was drawn over', () => {
    expect(lines('10%\r50%\r100%\nnext\r\n')).toEqual(['100%', 'next', '']);
  });

  it('opens annotations of GitHub Actions', () => {
    expect(lines('::error file=a.py,line=3,title=x::AssertionError%0A%0A100%25 wrong')).toEqual([
      'AssertionError',
      '',
      '100% wrong',
    ]);
  });

  it('removes GitLab’s section markers', () => {
    expect(lines('section_start:1700000000:test[collapsed=true]\r\u001b[0KRunning')).toEqual(['Running']);
  });

  it.each([
    '… 120 lines omitted',
    '[... 3000 characters truncated ...]',
    '<truncated 12 lines>',
    '[Output truncated]',
    '... (log truncated)',
  ])('knows the mark "%s"', (mark) => {
    expect(cleanOutput(`a\n${mark}\nb`)).toEqual({ lines: ['a', 'b'], truncated: true });
  });

  it('does not take a test about truncation for a mark', () => {
    expect(cleanOutput('FAILED tests/test_log.py::test_truncated - assert 1 == 2').truncated).toBe(false);
  });
});
