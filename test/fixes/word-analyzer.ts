import type { Finding, FixDraft, TestFile } from '../../src/analysis/index.ts';
import { Source } from '../../src/analysis/source.ts';
import type { AnalyzerPort } from '../../src/fixes/index.ts';
import type { Workspace } from '../../src/workspace/index.ts';

/** Reports every match of `finds`; `fix` says what to do about it. */
export interface WordRule {
  readonly id: string;
  readonly finds: RegExp;
  fix?(match: { readonly start: number; readonly end: number; readonly text: string }): FixDraft;
}

/**
 * A small analyzer whose rules look for words, so that a test can say exactly which edits meet. `test(` counts as a test,
 * `expect(` as an assertion, and a text with `SYNTAX` does not parse.
 */
export function wordAnalyzer(workspace: Workspace, rules: readonly WordRule[]): AnalyzerPort {
  const analyzeText: AnalyzerPort['analyzeText'] = async (path, text) => ({
    facts: { ...emptyFile, path, ...counts(text) },
    findings: rules.flatMap((rule) => findingsOf(rule, path, text)),
  });
  return {
    analyzeText,
    async analyze({ paths }) {
      const { files } = await workspace.discover(paths);
      const findings: Finding[] = [];
      for (const file of files) {
        const read = await workspace.readText(file);
        if (read.ok) findings.push(...(await analyzeText(file.display, read.text)).findings);
      }
      return { findings };
    },
  };
}

/** Replaces a word by another one: the simplest fix. */
export function replaces(id: string, word: string, by: string, safety: FixDraft['safety'] = 'safe'): WordRule {
  return {
    id,
    finds: new RegExp(word, 'g'),
    fix: ({ start, end }) => ({ title: `Replace ${word}`, safety, edits: [{ start, end, text: by }] }),
  };
}

function findingsOf(rule: WordRule, path: string, text: string): Finding[] {
  const source = new Source(text);
  return [...text.matchAll(rule.finds)].map((match, ordinal) => {
    const at = { start: match.index, end: match.index + match[0].length };
    const draft = rule.fix?.({ ...at, text });
    return {
      id: `${path}:${rule.id}:${ordinal}`,
      rule: rule.id,
      cause: 'vacuous',
      topic: 'structure',
      severity: 'error',
      message: `found ${match[0]}`,
      path,
      range: { start: source.position(at.start), end: source.position(at.end) },
      pattern: 'pattern://typescript/flaky/identify',
      fix: draft?.safety ?? null,
      ...(draft && { draft }),
    };
  });
}

function counts(text: string): Pick<TestFile, 'tests' | 'assertions' | 'syntaxProblems'> {
  const span = { start: 0, end: 0 };
  return {
    tests: [...text.matchAll(/\btest\(/g)].map((_, id) => ({
      id,
      title: '',
      staticTitle: true,
      fullTitle: '',
      function: 0,
      span,
      nameSpan: span,
      modifiers: [],
      parametrized: false,
      registeredConditionally: false,
      fixtures: [],
    })),
    assertions: [...text.matchAll(/\bexpect\(/g)].map((_, id) => ({
      id,
      span,
      statement: span,
      style: 'expect',
      matcher: 'toBe',
      compares: 'equal',
      negated: false,
      asynchronous: false,
      handling: 'dropped',
      function: 0,
      block: 0,
    })),
    syntaxProblems: text.includes('SYNTAX') ? [{ message: 'unexpected SYNTAX', span }] : [],
  };
}

const emptyFile: TestFile = {
  path: '',
  language: 'typescript',
  framework: 'vitest',
  imports: [],
  functions: [],
  blocks: [],
  calls: [],
  assertions: [],
  suites: [],
  tests: [],
  hooks: [],
  fixtures: [],
  variables: [],
  waits: [],
  clocks: [],
  randoms: [],
  environment: [],
  network: [],
  timers: [],
  interceptions: [],
  memberWrites: [],
  exits: [],
  idle: [],
  urls: [],
  comments: [],
  reexports: [],
  afterImports: 0,
  syntaxProblems: [],
};
