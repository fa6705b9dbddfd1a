import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Outcome by test name, as the runner itself reports it. */
export type Outcomes = Readonly<Record<string, 'passed' | 'failed' | 'skipped'>>;

/** Runs the project's vitest on a folder. The folder needs no node_modules of its own. */
export function runVitest(folder: string): Outcomes {
  const report = path.join(mkdtempSync(path.join(tmpdir(), 'tp-report-')), 'report.json');
  const entry = path.join(projectRoot, 'node_modules/vitest/vitest.mjs');
  const args = [entry, 'run', '--root', folder, '--reporter=json', `--outputFile=${report}`];
  const { stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000, env: cleanEnvironment() });
  if (!existsSync(report)) throw new Error(`vitest left no report: ${stderr}`);
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  rmSync(path.dirname(report), { recursive: true, force: true });
  const outcomes: Record<string, Outcomes[string]> = {};
  for (const file of testResults) for (const test of file.assertionResults) outcomes[test.fullName] = test.status;
  return outcomes;
}

/** Runs pytest, prepared by `npm test`, on a folder. */
export function runPytest(folder: string): Outcomes {
  const args = [
    '-m',
    'pytest',
    '-p',
    'no:randomly',
    '-o',
    `cache_dir=${path.join(folder, '.cache')}`,
    '-rA',
    '--color=no',
    '--tb=no',
    '-q',
  ];
  const { stdout, stderr } = spawnSync(preparedPython(), args, {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...cleanEnvironment(), PYTHONDONTWRITEBYTECODE: '1' },
  });
  const outcomes: Record<string, Outcomes[string]> = {};
  for (const [, word, id] of stdout.matchAll(/^(PASSED|FAILED|ERROR|SKIPPED) (\S+::\S+)/gm)) {
    outcomes[(id ?? '').split('::').slice(1).join('::')] =
      word === 'PASSED' ? 'passed' : word === 'SKIPPED' ? 'skipped' : 'failed';
  }
  if (Object.keys(outcomes).length === 0) throw new Error(`pytest reported no test:\n${stdout}\n${stderr}`);
  return outcomes;
}

/** The interpreter that scripts/prepare-python.mjs found or made; another one when `scripts/python-generations.mjs` asks for it. */
export function preparedPython(): string {
  if (process.env.TESTING_PATTERNS_TEST_PYTHON) return process.env.TESTING_PATTERNS_TEST_PYTHON;
  const note = path.join(projectRoot, 'node_modules/.cache/testing-patterns-mcp/python');
  if (!existsSync(note)) throw new Error('No Python is prepared for the tests. Run "npm test", which prepares one.');
  return readFileSync(note, 'utf8');
}

/** The vitest that runs these tests must not steer the runners they start. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:VITEST|TEST$|NODE_ENV$)/.test(name)));
}
