import { describe, expect, it } from 'vitest';
import { removeStatement } from '../../../src/analysis/edits/statements.ts';
import { Source } from '../../../src/analysis/source.ts';
import { splice } from '../../../src/fixes/edits.ts';

describe('removing a statement', () => {
  const without = (text: string, statement: string) => {
    const start = text.indexOf(statement);
    return splice(text, [removeStatement(new Source(text), { start, end: start + statement.length })]);
  };

  it('takes its whole line', () => {
    expect(without('f(() => {\n  a();\n  b();\n});\n', 'a();')).toBe('f(() => {\n  b();\n});\n');
  });

  it('leaves what else stands on its line', () => {
    expect(without('f(() => { a(); b(); });\n', 'a();')).toBe('f(() => { b(); });\n');
  });

  it('leaves no blank line at the end of a block', () => {
    expect(without('f(() => {\n  a();\n\n  b();\n});\n', 'b();')).toBe('f(() => {\n  a();\n});\n');
    expect(without('f(() => {\r\n\ta();\r\n\r\n\tb();\r\n});\r\n', 'b();')).toBe('f(() => {\r\n\ta();\r\n});\r\n');
  });

  it('keeps the blank line between two others', () => {
    expect(without('f(() => {\n  a();\n\n  b();\n  c();\n});\n', 'b();')).toBe('f(() => {\n  a();\n\n  c();\n});\n');
  });
});
