import { describe, expect, it } from 'vitest';
import { Analyzer, rules } from '../../src/analysis/index.ts';
import { parseWorkspacePolicy } from '../../src/escalation/workspace-policy.ts';
import { readFrontMatter } from '../../src/patterns/front-matter.ts';
import { isDeepYaml } from '../../src/untrusted/yaml-depth.ts';
import { tempWorkspace } from '../support/temp-workspace.ts';

const levels = (depth: number) => ({
  lists: '['.repeat(depth) + ']'.repeat(depth),
  'lists that are never closed': '['.repeat(depth),
  'lists line by line': '[\n'.repeat(depth),
  maps: '{a: '.repeat(depth),
  'block lists': '- '.repeat(depth),
  'block maps': Array.from({ length: depth }, (_, at) => `${' '.repeat(at)}a:`).join('\n'),
  'complex keys': '? '.repeat(depth),
  'lists behind a map': `a: 1\nb: ${'['.repeat(depth)}`,
  'a later document': `a: 1\n---\n${'['.repeat(depth)}`,
});

describe('YAML is too deep', () => {
  it.each(Object.entries(levels(5_000)))('as %s, five thousand levels of them', (_, text) => {
    expect(isDeepYaml(text)).toBe(true);
  });

  it.each(Object.entries(levels(40)))('but not as %s, forty of them', (_, text) => {
    expect(isDeepYaml(text)).toBe(false);
  });

  it('but not because of brackets that are text', () => {
    const open = '[{'.repeat(500);
    const texts = [
      `a: '${open}'`,
      `a: "${open}"`,
      `a: b${open}`,
      `a: |\n  ${open}`,
      `a: 1 # ${open}`,
      `a: "\n  ${open}"`,
    ];
    expect(texts.filter(isDeepYaml)).toEqual([]);
  });

  it('but not because it is long', () => {
    const texts = ['- a\n', '- [a, {b: c}]\n', 'a:\n b:\n  c: d\n', '- - a\n  - b\n'].map((text) => text.repeat(2_000));
    expect(texts.filter(isDeepYaml)).toEqual([]);
  });
});

const bomb = '['.repeat(50_000);

describe('YAML that is too deep is not read', () => {
  it('as a policy, and the reason is told', () => {
    expect(parseWorkspacePolicy(`triggers: ${bomb}`, 'escalation.yaml')).toEqual({
      triggers: [],
      ranks: {},
      problems: [
        {
          path: 'escalation.yaml',
          line: 1,
          message: 'The policy is nested too deeply. Allowed: at most 64 levels of lists and maps.',
        },
      ],
    });
  });

  it('as front matter, and the reason is told', () => {
    expect(readFrontMatter(`---\na: ${bomb}\n---\n`, 'p.md')).toEqual({
      ok: false,
      problems: [{ path: 'p.md', line: 2, message: 'The front matter is nested deeper than 64 levels.' }],
    });
  });

  it('as configuration, and the tests are analysed without it', async () => {
    const files = { '.mocharc.yml': `spec: ${bomb}`, 'test/a.test.js': "it('adds', () => {});\n" };
    const { summary } = await new Analyzer(await tempWorkspace(files).open(), rules).analyze({ paths: ['test'] });
    expect(summary).toMatchObject({ tests: 1, unreadable: [] });
  });
});

it('a policy whose pattern has a hundred brackets is read', () => {
  const pattern = `${'\\['.repeat(100)}[a-z]`;
  const text = `triggers:\n  - pattern: '${pattern}'\n    match: '${'['.repeat(100)}a'\n    reason: Brackets need a person.\n`;
  expect(parseWorkspacePolicy(text, 'escalation.yaml')).toMatchObject({
    problems: [],
    triggers: [{ kind: 'pattern', pattern }],
  });
});
