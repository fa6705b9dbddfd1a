import { describe, expect, it } from 'vitest';
import { osDependent } from '../../../src/analysis/rules/os-dependent.ts';
import { applyFixes, check, describeExamples } from './harness.ts';

describeExamples(osDependent);

describe('os-dependent: which paths', () => {
  const file = (line: string) => `import path from 'node:path';
import { expect, it } from 'vitest';

it('finds it', () => {
  const found = path.resolve('/srv', 'app');
  ${line}
});
`;
  const reported = async (line: string) =>
    (await check(osDependent, { framework: 'vitest', code: file(line) })).reports.length;

  it('follows a constant, and keeps an absolute path absolute', async () => {
    const code = file("expect(found).toBe('/srv/app');");
    expect(await reported("expect(found).toBe('/srv/app');")).toBe(1);
    expect(await applyFixes(osDependent, { framework: 'vitest', code })).toBe(
      file("expect(found).toBe(path.resolve('/srv/app'));"),
    );
  });

  it('is silent on what is no path, and on what only must not be there', async () => {
    expect(await reported("expect(path.join('a', 'b')).toContain('/');")).toBe(0);
    expect(await reported("expect(path.relative('/a', found)).not.toBe('a/b');")).toBe(0);
    expect(await reported("expect(path.basename(found)).toBe('a/b');")).toBe(0);
  });
});
