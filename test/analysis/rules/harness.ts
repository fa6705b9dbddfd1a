import { describe, expect, it } from 'vitest';
import type { Language, TestFile } from '../../../src/analysis/facts.ts';
import { createFixtureIndex } from '../../../src/analysis/fixture-graph.ts';
import { createHelperIndex } from '../../../src/analysis/helpers.ts';
import type { LanguageProject, LanguageSupport, ProjectFiles } from '../../../src/analysis/language.ts';
import { loadLanguage } from '../../../src/analysis/languages.ts';
import type { Example, Report, Rule } from '../../../src/analysis/rule.ts';
import { Source } from '../../../src/analysis/source.ts';
import { merge, splice } from '../../../src/fixes/edits.ts';

/** Versions that an example assumes when it names none. */
const currentMajor: Readonly<Record<Example['framework'], number>> = {
  vitest: 4,
  jest: 30,
  mocha: 11,
  playwright: 1,
  'node:test': 20,
  pytest: 8,
  unittest: 3,
};

const packageOf: Partial<Readonly<Record<Example['framework'], string>>> = {
  vitest: 'vitest',
  jest: 'jest',
  mocha: 'mocha',
  playwright: '@playwright/test',
};

export interface Checked {
  readonly file: TestFile;
  readonly reports: readonly Report[];
}

/** Runs one rule over one example file, in a workspace of that file, the example's other files and a pinned runner. */
export async function check(rule: Rule, example: Example, text = example.code): Promise<Checked> {
  const path = pathOf(example);
  const support = await loadLanguage(languageOf(example));
  const files = filesOf({ ...pins(example), ...example.files, [path]: text });
  const project = support.project(files);
  const read = readFile(support, project, path, text);
  const file = project.collected?.(read) ?? read;
  const facts = project.facts(path, file.framework);
  const sources = {
    peek: (other: string) => files.read(other),
    read(other: string) {
      const found = files.read(other);
      return found === undefined ? undefined : readFile(support, project, other, found);
    },
    resolve: (from: string, module: string) => project.resolve(from, module),
    conftests: facts.pytest?.conftests ?? [],
  };
  const helpers = createHelperIndex(file, sources);
  const fixtures = createFixtureIndex(file, sources, facts.pytest);
  if (example.path !== undefined && rule.checkConfig) return checkConfig(rule, project, file, example.path);
  const applies = rule.languages.includes(file.language) && (rule.frameworks?.includes(file.framework) ?? true);
  const context = { file, source: new Source(text), project: facts, helpers, fixtures };
  return { file, reports: applies ? [...rule.check(context)] : [] };
}

/** The example is a config file: `file` only stands for the place that its text was taken from. */
function checkConfig(rule: Rule, project: LanguageProject, file: TestFile, path: string): Checked {
  const config = project.configs?.(path).find((candidate) => candidate.path === path);
  if (!config) return { file, reports: [] };
  const context = { config, source: new Source(config.text), project: project.facts(path, config.framework) };
  return { file: { ...file, syntaxProblems: [] }, reports: [...(rule.checkConfig?.(context) ?? [])] };
}

/** The example's text after every fix the rule offers for it. */
export async function applyFixes(rule: Rule, example: Example): Promise<string> {
  const { reports } = await check(rule, example);
  const edits = merge(reports.map((report) => report.fix?.edits ?? []));
  edits.forEach(({ start }, index) => {
    expect(start, 'edits of one file must not overlap').toBeGreaterThanOrEqual(edits[index - 1]?.end ?? 0);
  });
  return splice(example.code, edits);
}

/** Declares tests that hold every example of a rule to its word. */
export function describeExamples(rule: Rule): void {
  describe(`${rule.id}: its examples`, () => {
    it('has at least two bad and three good examples', () => {
      expect(rule.examples.bad.length).toBeGreaterThanOrEqual(2);
      expect(rule.examples.good.length).toBeGreaterThanOrEqual(3);
    });

    it.each(named(rule.examples.bad))('reports bad example %s', async (_name, example) => {
      const { file, reports } = await check(rule, example);
      expect(file.syntaxProblems.filter(({ semantic }) => !semantic)).toEqual([]);
      expect(file.framework).toBe(example.framework);
      expect(reports.length).toBeGreaterThan(0);
    });

    it.each(named(rule.examples.good))('is silent on good example %s', async (_name, example) => {
      const { file, reports } = await check(rule, example);
      expect(file.syntaxProblems).toEqual([]);
      expect(file.framework).toBe(example.framework);
      expect(reports.map(({ at, message }) => ({ at: example.code.slice(at.start, at.end), message }))).toEqual([]);
    });

    const fixed = rule.examples.bad.filter((example) => example.fixed !== undefined);
    it.runIf(fixed.length > 0).each(named(fixed))('mends bad example %s', async (_name, example) => {
      const text = await applyFixes(rule, example);
      expect(text).toBe(example.fixed);
      const after = await check(rule, example, text);
      expect(after.file.syntaxProblems).toEqual([]);
      expect(after.reports).toEqual([]);
    });

    const unfixed = rule.examples.bad.filter((example) => example.fixed === undefined);
    it.runIf(unfixed.length > 0).each(named(unfixed))('offers no fix for bad example %s', async (_name, example) => {
      expect(await applyFixes(rule, example)).toBe(example.code);
    });
  });
}

function named(examples: readonly Example[]): [string, Example][] {
  return examples.map((example, index) => [
    `${index + 1} (${example.framework}): ${example.code.trim().split('\n').at(-1) ?? ''}`,
    example,
  ]);
}

function languageOf({ framework }: Example): Language {
  return framework === 'pytest' || framework === 'unittest' ? 'python' : 'typescript';
}

function pathOf(example: Example): string {
  if (example.path !== undefined) return example.path;
  if (languageOf(example) === 'python') return 'tests/test_example.py';
  return example.framework === 'playwright' ? 'e2e/example.spec.tsx' : 'src/example.test.tsx';
}

/** A manifest that pins the example's runner; an example that brings its own manifest keeps it. */
function pins(example: Example): Record<string, string> {
  const major = example.major ?? currentMajor[example.framework];
  if (languageOf(example) === 'python') {
    return { 'requirements.txt': example.framework === 'pytest' ? `pytest==${major}.3.5\n` : '' };
  }
  const name = packageOf[example.framework];
  const manifest = { name: 'example', type: 'module', devDependencies: name ? { [name]: `${major}.0.0` } : {} };
  return { 'package.json': JSON.stringify(manifest) };
}

function filesOf(texts: Readonly<Record<string, string>>): ProjectFiles {
  return {
    read: (path) => (Object.hasOwn(texts, path) ? texts[path] : undefined),
    exists: (path) => Object.hasOwn(texts, path),
    list: (folder) => namesIn(folder, Object.keys(texts)),
  };
}

/** The names right below a folder. */
function namesIn(folder: string, paths: readonly string[]): string[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const below = paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
  return [...new Set(below.flatMap((path) => path.split('/')[0] ?? []))];
}

function readFile(support: LanguageSupport, project: LanguageProject, path: string, text: string): TestFile {
  return support.read(path, text, project.framework(path), project.naming?.(path));
}
