import { beforeAll, describe, expect, it } from 'vitest';
import { Analyzer, rules } from '../../src/analysis/index.ts';
import { type Diagnosis, diagnose } from '../../src/diagnosis/index.ts';
import { Workspace } from '../../src/workspace/index.ts';
import { temporaryFolder } from './folder.ts';
import { capturedAt, output, outputs } from './outputs.ts';

const folder = temporaryFolder();
let workspace: Workspace;
let analyzer: Analyzer;
beforeAll(async () => {
  workspace = await Workspace.open({ roots: [folder()], env: {}, cwd: folder() });
  analyzer = new Analyzer(workspace, rules);
});

function diagnosed(text: string): Promise<Diagnosis> {
  return diagnose({ output: text }, { workspace, analyzer, now: capturedAt });
}

/** `name: cause` of every output whose first cause is not the one in its name. */
async function misread(change: (text: string) => string, among = nextThird()): Promise<string[]> {
  const wrong: string[] = [];
  for (const { name, cause, text } of among) {
    const { causes } = await diagnosed(change(text));
    if (causes[0]?.cause !== cause) wrong.push(`${name}: ${causes[0]?.cause}`);
  }
  return wrong;
}

let turn = 0;
/** Each change is made to every third output, to the next ones each time. */
function nextThird() {
  turn += 1;
  return outputs.filter((_, at) => at % 3 === turn % 3);
}

/** Lines of the runner's text, each changed. */
const eachLine = (change: (line: string) => string) => (text: string) => text.split('\n').map(change).join('\n');
const stamp = '2026-11-23T01:08:38.1234567Z';

const prefixes: readonly (readonly [string, (line: string) => string])[] = [
  ['time stamps of GitHub Actions', (line) => `${stamp} ${line}`],
  ['the job and step of gh run view', (line) => `test\tRun tests\t${stamp} ${line}`],
  ['##[error] of Azure Pipelines', (line) => `${stamp} ##[error]${line}`],
  ['GitLab’s time and stream', (line) => `2026-11-23T01:08:38.123456Z 01O ${line}`],
  ['Jenkins’ time stamps', (line) => `[2026-11-23T01:08:38.120Z] ${line}`],
  ['a clock', (line) => `[01:08:38] ${line}`],
  ['Docker Compose’s service', (line) => `web_1  | ${line}`],
  ['turbo’s task', (line) => `@shop/web:test: ${line}`],
  ['pnpm’s package', (line) => `packages/web test: ${line}`],
  ['lerna’s package', (line) => `@shop/web: ${line}`],
  ['BuildKit’s step', (line) => `#12 3.456 ${line}`],
  ['a container inside a task inside CI', (line) => `${stamp} web:test: web-1  | ${line}`],
];

const noise = Array.from(
  { length: 2_500 },
  (_, at) =>
    `2026-11-23 01:08:${String(at % 60).padStart(2, '0')} INFO worker-${at % 7} handled request ${at} in ${at % 90} ms (cache hit)`,
).join('\n');

describe('outputs of real runners', () => {
  it('are enough to mean something', () => {
    expect(outputs.length).toBeGreaterThanOrEqual(60);
    expect([...new Set(outputs.map(({ runner }) => runner))]).toEqual([
      'jest',
      'mocha',
      'node-test',
      'playwright',
      'pytest',
      'unittest',
      'vitest',
    ]);
    expect(outputs.filter(({ cause }) => cause === 'genuine-failure').length).toBeGreaterThanOrEqual(10);
    expect(outputs.filter(({ cause }) => cause === 'environment').length).toBeGreaterThanOrEqual(5);
  });

  it.each(outputs)('$name is recognised', async ({ text, cause }) => {
    const { causes } = await diagnosed(text);
    expect(causes[0]).toMatchObject({ cause });
  });

  it('name no cause of flakiness above genuine failures', async () => {
    const genuine = outputs.filter(({ cause }) => cause === 'genuine-failure');
    const answers = await Promise.all(genuine.map(({ text }) => diagnosed(text)));
    expect(answers.map(({ causes }) => causes[0]?.cause)).toEqual(genuine.map(() => 'genuine-failure'));
    expect(Math.max(...answers.map(({ causes }) => causes[1]?.confidence ?? 0))).toBeLessThan(0.5);
  });

  it('give evidence, a pattern and a next step with every cause, and never certainty', async () => {
    const answers = await Promise.all(outputs.map(({ text }) => diagnosed(text)));
    const causes = answers.flatMap(({ causes }) => causes);
    expect(causes.filter(({ evidence }) => evidence.length === 0)).toEqual([]);
    expect(causes.filter(({ next_step }) => next_step.length < 20)).toEqual([]);
    expect(causes.filter(({ confidence }) => confidence < 0.1 || confidence >= 1)).toEqual([]);
    expect(
      causes.filter(({ pattern }) => !/^(?:pattern:\/\/(?:python|typescript)\/)?[a-z]+\/[a-z-]+$/.test(pattern)),
    ).toEqual([]);
  });

  it('name the failing test', async () => {
    const named = async (name: string) => (await diagnosed(output(name))).failures[0];
    expect(await named('pytest/genuine-failure--wrong-total')).toMatchObject({
      test: 'test_total_counts_quantities',
      path: 'tests/test_shop.py',
    });
    expect(await named('unittest/genuine-failure--wrong-total')).toMatchObject({ test: 'TestCart.test_total' });
    expect(await named('vitest/genuine-failure--wrong-total')).toMatchObject({
      test: 'cart > counts quantities',
      path: 'test/shop.test.js',
    });
    expect(await named('jest/genuine-failure--wrong-total')).toMatchObject({
      test: 'cart > counts quantities',
      path: 'test/shop.test.js',
    });
    expect(await named('mocha/genuine-failure--wrong-total')).toMatchObject({ test: 'cart > counts quantities' });
    expect(await named('node-test/genuine-failure--wrong-total')).toMatchObject({ test: 'counts quantities' });
    expect(await named('playwright/genuine-failure--wrong-total')).toMatchObject({
      test: 'cart > counts quantities',
      path: 'tests/shop.spec.js',
    });
  });
});

describe('the first cause stays', () => {
  it.each(prefixes)('behind %s', async (_, prefix) => {
    expect(await misread(eachLine(prefix))).toEqual([]);
  });

  it('with Windows line ends', async () => {
    expect(await misread((text) => text.replaceAll('\n', '\r\n'))).toEqual([]);
  });

  it('in colours', async () => {
    expect(await misread(eachLine((line) => `\u001b[0m\u001b[31m${line}\u001b[39m\u001b[K`))).toEqual([]);
  });

  it('when a copy lost the escape characters of the colours', async () => {
    expect(await misread(eachLine((line) => `[31m${line}[39m`))).toEqual([]);
  });

  it('with a progress bar drawn over each line', async () => {
    expect(await misread(eachLine((line) => `[=====>    ] 50%\r${line}`))).toEqual([]);
  });

  it('among 5,000 lines of a log', async () => {
    const amongNoise = (text: string) => `${noise}\n${text}\n${noise}`;
    const oneOfEachRunner = outputs.filter(
      ({ runner }, at) => outputs.findIndex((other) => other.runner === runner) === at,
    );
    expect(await misread(amongNoise, oneOfEachRunner)).toEqual([]);
  });

  it('among 100 lines of a log', async () => {
    const few = noise.slice(0, noise.indexOf('\n', 5_000));
    expect(await misread((text) => `${few}\n${text}\n${few}`)).toEqual([]);
  });

  it('as annotations of GitHub Actions', async () => {
    const encode = (text: string) => text.replaceAll('%', '%25').replaceAll('\n', '%0A');
    expect(await misread((text) => `::error file=tests/shop.test.js,line=3::${encode(text)}`)).toHaveLength(0);
  });

  it('after the head was cut off', async () => {
    const wrong = await misread((text) => `… 120 lines omitted\n${text.split('\n').slice(2).join('\n')}`);
    expect(wrong).toEqual([]);
  });

  it('after the last lines were cut off', async () => {
    const wrong = await misread(
      (text) =>
        `${text
          .split('\n')
          .slice(0, text.split('\n').length > 14 ? -3 : undefined)
          .join('\n')}\n[output truncated]`,
    );
    expect(wrong).toEqual([]);
  });
});
