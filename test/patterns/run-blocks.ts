import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ts } from 'ts-morph';
import { preparedPython, projectRoot } from '../support/runners.ts';
import { node24 } from '../support/toolchains.ts';
import type { PlacedBlock } from './project-of-blocks.ts';

/** One test of a block, or a block that could not be loaded at all. */
export interface BlockResult {
  /** Relative to the project, with forward slashes. */
  readonly file: string;
  readonly name?: string;
  /** `unhandled`: an error outside of any test. */
  readonly outcome: 'passed' | 'failed' | 'skipped' | 'broken' | 'unhandled';
  readonly message: string;
}

/** Milliseconds for the blocks of one document. */
const LIMIT = 60_000;

/** What pytest says of the blocks below each folder, in a process for each: `shop` is another one in every document. */
export async function runPythonBlocks(root: string, folders: readonly string[]): Promise<BlockResult[]> {
  const script = path.join(projectRoot, 'test/patterns/run_blocks.py');
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  const output = await new Promise<string>((done) => {
    const options = { cwd: root, env, timeout: 5 * LIMIT };
    execFile(preparedPython(), [script, String(LIMIT / 1000), ...folders], options, (_, stdout, stderr) =>
      done(stdout + stderr),
    );
  });
  return folders.flatMap((folder) => {
    const report = path.join(root, `${folder}.jsonl`);
    if (!existsSync(report)) throw new Error(`pytest reported nothing of ${folder}:\n${output}`);
    return readFileSync(report, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  });
}

/**
 * Patterns leave nothing behind, so they share a worker, which is most of the time that a file takes; anti-patterns are kept apart, as
 * vitest does by itself, and so are those that look at the whole heap: at that of 100 files they would look for seconds.
 */
const vitestConfig = (alone: readonly string[]) => `const alone = ${JSON.stringify(alone)};
export default { test: { testTimeout: 10_000, projects: [
  { extends: true, test: { name: 'patterns', include: ['**/pattern_*/block.test.ts'], exclude: alone, isolate: false } },
  { extends: true, test: { name: 'anti-patterns', include: ['**/z_anti_*/block.test.ts', ...alone] } },
] } };
`;

/** What this repository's vitest says of all blocks of a project, under the Node that has all they use (`node:sqlite`). */
export function runVitestBlocks(root: string, placed: readonly PlacedBlock[]): BlockResult[] {
  linkPackages(root);
  const report = path.join(root, 'report.json');
  const entry = path.join(projectRoot, 'node_modules/vitest/vitest.mjs');
  const config = path.join(root, 'blocks.config.ts');
  const alone = placed.filter(({ block }) => block.code.includes("from 'node:v8'")).map(({ file }) => file);
  writeFileSync(config, vitestConfig(alone));
  // The report names no unhandled error; what is printed for people does.
  const reporters = ['--reporter=json', `--outputFile=${report}`, '--reporter=dot'];
  const { stdout, stderr } = spawnSync(node24(), [entry, 'run', '--root', root, '--config', config, ...reporters], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    timeout: 5 * LIMIT,
    env: cleanEnvironment(),
  });
  if (!existsSync(report)) throw new Error(`vitest left no report:\n${stdout}${stderr}`);
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const at = (file: string) => path.relative(root, file).split(path.sep).join('/');
  const unhandled = [...`${stdout}${stderr}`.matchAll(/This error originated in "(?<file>[^"]+)" test file/g)].map(
    ({ groups }): BlockResult => ({
      file: at(path.resolve(root, groups?.file ?? '')),
      outcome: 'unhandled',
      message: 'vitest reports an unhandled error',
    }),
  );
  const results = testResults.flatMap((file: VitestFile): BlockResult[] => {
    if (file.assertionResults.length === 0 && file.status === 'failed')
      return [{ file: at(file.name), outcome: 'broken', message: file.message }];
    return file.assertionResults.map(({ fullName, status, failureMessages }) => ({
      file: at(file.name),
      name: fullName,
      outcome: status === 'passed' || status === 'failed' ? status : 'skipped',
      message: (failureMessages ?? []).join('\n'),
    }));
  });
  return [...results, ...unhandled];
}

/** What node:test says of one block: its exit code. */
export function runNodeTestBlock(root: string, file: string): BlockResult {
  linkPackages(root);
  return resultOf(file, node24(), ['--test', file], root);
}

/** What Jest says of each block. It reads no TypeScript by itself, so it gets what the compiler makes of it. */
export function runJestBlocks(root: string, files: readonly string[]): BlockResult[] {
  linkPackages(root);
  for (const file of files) compileForJest(path.join(root, path.dirname(file)));
  const report = path.join(root, 'jest.json');
  const entry = path.join(projectRoot, 'node_modules/jest/bin/jest.js');
  const config = JSON.stringify({ rootDir: root, testMatch: ['**/block.jest.test.js'], transform: {} });
  const args = [entry, '--ci', '--runInBand', '--config', config, '--json', `--outputFile=${report}`];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    timeout: LIMIT,
    env: cleanEnvironment(),
  });
  if (!existsSync(report)) throw new Error(`jest left no report:\n${stdout}${stderr}`);
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  return testResults.map(({ name, status, message }: JestFile) => ({
    file: path.relative(root, name).split(path.sep).join('/').replace(/js$/, 'ts'),
    outcome: status === 'passed' ? 'passed' : 'failed',
    message,
  }));
}

function compileForJest(folder: string): void {
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.ts'))) {
    const text = readFileSync(path.join(folder, name), 'utf8').replace(/(from '\.[^']*)\.ts'/g, "$1'");
    const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, esModuleInterop: true };
    writeFileSync(
      path.join(folder, name.replace(/ts$/, 'js')),
      ts.transpileModule(text, { compilerOptions }).outputText,
    );
  }
  writeFileSync(path.join(folder, 'package.json'), '{"type":"commonjs"}');
}

function resultOf(file: string, command: string, args: readonly string[], cwd: string): BlockResult {
  const run = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: LIMIT, env: cleanEnvironment() });
  return { file, outcome: run.status === 0 ? 'passed' : 'failed', message: `${run.stdout}${run.stderr}` };
}

/** The vitest that runs these tests must not steer the runners they start. Plain text, of which we read names: CI asks for colours. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const ofOurs = /^(?:VITEST|TEST$|NODE_ENV$|NODE_TEST_CONTEXT$|FORCE_COLOR$)/;
  return { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofOurs.test(name))), NO_COLOR: '1' };
}

interface VitestFile {
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly assertionResults: readonly { fullName: string; status: string; failureMessages?: readonly string[] }[];
}

interface JestFile {
  readonly name: string;
  readonly status: string;
  readonly message: string;
}

/** A project outside the repository finds its packages by a link. */
export function linkPackages(root: string): void {
  const link = path.join(root, 'node_modules');
  if (!existsSync(link)) symlinkSync(path.join(projectRoot, 'node_modules'), link, 'junction');
}
