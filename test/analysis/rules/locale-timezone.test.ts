import { describe, expect, it } from 'vitest';
import { localeTimezone } from '../../../src/analysis/rules/locale-timezone.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(localeTimezone);

describe('locale-timezone', () => {
  const head = "import { expect, it } from 'vitest';\n\n";
  const found = async (body: string, files?: Readonly<Record<string, string>>) => {
    const code = `${head}it('shows', async () => {\n${body}\n});\n`;
    const { reports } = await check(localeTimezone, { framework: 'vitest', code, ...(files && { files }) });
    return reports.map(({ at, message }) => `${code.slice(at.start, at.end)} | ${message.split(',')[0]}`);
  };

  it('follows a constant, also a formatter, to the literal', async () => {
    expect(await found("const text = (9.5).toLocaleString();\nexpect(text).toBe('9.5');")).toHaveLength(1);
    expect(
      await found("const format = new Intl.NumberFormat();\nexpect(format.format(1000)).toBe('1,000');"),
    ).toHaveLength(1);
    expect(
      await found("const format = new Intl.NumberFormat('en-US');\nexpect(format.format(1000)).toBe('1,000');"),
    ).toEqual([]);
  });

  it('leaves what only goes into the code, and what both sides compute, alone', async () => {
    expect(await found('expect(parse((9.5).toLocaleString())).toBe(9.5);')).toEqual([]);
    expect(await found("const label = (9.5).toLocaleString();\nexpect(find(label)).toBe('x');")).toEqual([]);
    expect(await found("expect(shown()).toBe(new Date('2024-01-15').toLocaleDateString());")).toEqual([]);
  });

  it('leaves short numbers, types, and what is no number alone', async () => {
    expect(await found("const n = 60;\nexpect(n.toLocaleString()).toBe('60');")).toEqual([]);
    expect(await found("expect(typeof (1e6).toLocaleString()).toBe('string');")).toEqual([]);
    expect(await found("expect(money.toLocaleString()).toBe('$1,000.00');")).toEqual([]);
    expect(await found("const n = 1000;\nexpect(n.toLocaleString()).toBe('1,000');")).toHaveLength(1);
  });

  it('is silent where the test brings its own locale', async () => {
    expect(await found("setRuntimeLocale('de-DE');\nexpect((1000).toLocaleString()).toBe('1.000');")).toEqual([]);
  });

  it('takes a day as safe when it is the same in all inhabited zones', async () => {
    expect(await found("expect(new Date('2024-01-15').getDate()).toBe(15);")).toHaveLength(1);
    expect(await found("expect(new Date('2024-01-15T12:00:00Z').getDate()).toBe(15);")).toEqual([]);
    expect(await found("expect(new Date('2024-01-15').getFullYear()).toBe(2024);")).toEqual([]);
    expect(await found("expect(new Date('2024-01-01').getFullYear()).toBe(2024);")).toHaveLength(1);
  });

  it('knows that text without a zone is local time', async () => {
    expect(await found("expect(new Date('2024-01-15T10:00:00').getHours()).toBe(10);")).toEqual([]);
    expect(
      await found("expect(new Date('2024-01-15T10:00:00').toISOString()).toBe('2024-01-15T10:00:00.000Z');"),
    ).toHaveLength(1);
  });

  it('does not judge a date that was changed on the way', async () => {
    const body = "const day = new Date('2024-01-15');\nday.setHours(0, 0, 0, 0);\nexpect(day.getHours()).toBe(0);";
    expect(await found(body)).toEqual([]);
  });

  it.each([
    [
      'a setup file',
      {
        'vitest.config.ts': "export default { test: { setupFiles: ['./setup.ts'] } };\n",
        'setup.ts': "process.env.TZ = 'UTC';\n",
      },
    ],
    ['the environment of the tests', { 'vitest.config.ts': "export default { test: { env: { TZ: 'UTC' } } };\n" }],
    ['the script', { 'package.json': '{"scripts":{"test":"TZ=UTC vitest run"},"devDependencies":{"vitest":"4.0.0"}}' }],
  ])('is silent on zones that %s sets, but not on languages', async (_, files) => {
    expect(await found("expect(new Date('2024-01-15T10:00:00Z').getHours()).toBe(10);", files)).toEqual([]);
    expect(await found("expect((9.5).toLocaleString()).toBe('9.5');", files)).toHaveLength(1);
  });
});
