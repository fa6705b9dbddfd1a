import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rules } from '../../src/analysis/index.ts';
import { parseWorkspacePolicy } from '../../src/escalation/workspace-policy.ts';
import { parseDocument } from '../../src/patterns/document.ts';
import { bundledPatternsDir, loadPatterns } from '../../src/patterns/index.ts';
import { parseSkill } from '../../src/patterns/skill.ts';
import { fire, patience, type Target } from './support/campaign.ts';
import type { Specimen } from './support/corpus.ts';
import { analysedWithConfigs } from './support/reading.ts';
import { mutated, wildText } from './support/texts.ts';

const { documents, skills } = await loadPatterns(bundledPatternsDir()).then(async (library) => ({
  // The head and the first words of a document: the rest is carried along unread.
  documents: library.list().flatMap(({ uri }) => library.get(uri)?.text.slice(0, 2_000) ?? []),
  skills: library.skills,
}));

const policy = `triggers:
  - pattern: "staging.*database"
    reason: staging is shared
    match: ["the staging database"]
    min_rank: 2
  - keyword: [payment, ledger]
    reason: money
    not_match: ["a prepayment"]
ranks:
  infrastructure-change: 3
`;

const front = skills.map(
  ({ name, description }) =>
    `---\nname: ${name}\ndescription: ${JSON.stringify(description)}\nescalation_triggers:\n  - pattern: "a.*b"\n    reason: because\n    match: [ab]\n  - keyword: [one, two]\n    reason: because\n---\n# Body\n`,
);

/** Configuration that the rules' own examples hold, and one of each kind more. */
const configs: Readonly<Record<string, string>> = {
  'pytest.ini':
    '[pytest]\naddopts = -p no:randomly --reruns 2 -W ignore\nmarkers =\n    slow: takes long\nasyncio_mode = auto\nfilterwarnings =\n    error\n    ignore::DeprecationWarning\n',
  'pyproject.toml':
    '[project]\nname = "shop"\nrequires-python = ">=3.9"\ndependencies = ["pytest>=8", "httpx~=0.27"]\n[tool.pytest.ini_options]\nminversion = "8"\naddopts = ["-ra", "-q"]\npython_files = ["test_*.py"]\npython_classes = "Test* [A-Z]*Spec"\n',
  'setup.cfg':
    '[tool:pytest]\nnorecursedirs = .git build\nxfail_strict = true\n[options]\ninstall_requires =\n    pytest\n',
  'tox.ini': '[tox]\nenvlist = py39\n[pytest]\ntestpaths = tests\nusefixtures = db\n',
  'requirements.txt': 'pytest==8.3.5\npytest-asyncio>=0.23 ; python_version > "3.8"\n-r more.txt\n',
  'tests/conftest.py':
    'import pytest\n\npytest_plugins = ["a.b"]\n\n\n@pytest.fixture(scope="session", autouse=True)\ndef db():\n    yield 1\n',
  'package.json':
    '{"name":"shop","type":"module","scripts":{"test":"vitest run --config other.ts"},"devDependencies":{"vitest":"^3.2.0","jest":"30"},"jest":{"testEnvironment":"jsdom","setupFiles":["./setup.js"]}}',
  'tsconfig.json':
    '{ // comment\n "compilerOptions": {"baseUrl": ".", "paths": {"@/*": ["src/*"]}}, "extends": "./base.json" }',
  'vitest.config.ts':
    "import { defineConfig } from 'vitest/config';\nexport default defineConfig({ test: { globals: true, retry: 2, setupFiles: ['./setup.ts'], projects: ['packages/*'], sequence: { shuffle: true } } });\n",
  'jest.config.js':
    "module.exports = { preset: 'ts-jest', resetMocks: true, testMatch: ['**/*.test.[jt]s'], ...require('./base') };\n",
  'package-lock.json': '{"lockfileVersion":3,"packages":{"node_modules/vitest":{"version":"3.2.4"}}}',
  'pnpm-lock.yaml': 'packages:\n  vitest@3.2.4:\n    resolution: {integrity: sha512-x}\n',
  'playwright.config.ts':
    "export default { retries: process.env.CI ? 2 : 0, use: { baseURL: 'http://localhost:3000' } };\n",
};

const tests = {
  'tests/test_a.py': 'import pytest\n\n\n@pytest.mark.slow\nasync def test_a(db):\n    assert db == 1\n',
  'src/a.test.ts':
    "import { add } from '@/add';\nit('adds', async () => { vi.useFakeTimers(); expect(add(1, 2)).toBe(3); });\n",
};

const projects: fc.Arbitrary<Specimen> = fc
  .tuple(
    fc.constantFrom<keyof typeof tests>('tests/test_a.py', 'src/a.test.ts'),
    fc.constantFrom(...Object.keys(configs)),
    fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: wildText }),
    mutated(Object.values(configs)),
  )
  .chain(([path, broken, wild, other]) =>
    fc.oneof(fc.constant(wild ?? other), mutated([configs[broken] ?? ''])).map((content) => ({
      path,
      text: tests[path],
      files: { ...configs, [broken]: content },
    })),
  );

const broken = (texts: readonly string[]) =>
  fc.oneof({ weight: 6, arbitrary: mutated(texts) }, { weight: 1, arbitrary: wildText });

/** Each problem says where and what. */
function named(problems: readonly { readonly line: number; readonly message: string }[]): string[] {
  return problems.flatMap(({ line, message }) =>
    line >= 1 && message.length > 0 ? [] : [`a problem at line ${line}: "${message}"`],
  );
}

const documentTarget: Target<string> = {
  name: 'documents and skills',
  cases: 1_000,
  inputs: broken([...documents, ...front]),
  open: async () => ({
    check(text) {
      const document = parseDocument(text, 'a.md', 'team');
      const skill = parseSkill(text, 'SKILL.md');
      const silent = !document.ok && document.problems.length === 0;
      return [
        ...named([...(document.ok ? [] : document.problems), ...skill.problems]),
        ...(silent ? ['a document is refused without a reason'] : []),
      ];
    },
  }),
};

const policyTarget: Target<string> = {
  name: 'escalation policies',
  cases: 16_300,
  inputs: broken([policy]),
  open: async () => ({
    check(text) {
      const { problems, triggers } = parseWorkspacePolicy(text, 'escalation.yaml');
      return [...named(problems), ...(problems.length > 0 && triggers.length > 0 ? ['half a policy is taken'] : [])];
    },
  }),
};

const projectTarget: Target<Specimen> = {
  name: 'configuration of a project',
  cases: 300,
  inputs: projects,
  open: async () => ({
    async check(project) {
      const known = new Set(rules.map(({ id }) => id)).add('suppression');
      const findings = await analysedWithConfigs(project);
      return findings.filter(({ rule }) => !known.has(rule)).map(({ rule }) => `an unknown rule ${rule}`);
    },
  }),
};

it.each([documentTarget, policyTarget])(
  '$name are read, or refused with a place and a reason',
  async (target) => {
    expect(await fire(target)).toEqual({ cases: expect.any(Number), failures: [] });
  },
  patience,
);

it(
  'a project with broken configuration is analysed all the same',
  async () => {
    expect(await fire(projectTarget)).toEqual({ cases: expect.any(Number), failures: [] });
  },
  patience,
);
