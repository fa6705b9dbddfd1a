import type { CallFact, Import, TestFile } from '../facts.ts';
import { functionsAround, isInParameter } from '../nesting.ts';
import { defineRule, type Report, type RuleContext } from '../rule.ts';
import { literally } from '../words.ts';
import { wrongRunnerExamples } from './examples/wrong-runner.ts';
import { inOwnRunner, renameObject, throwInstead } from './support/promises/wrong-runner-fix.ts';
import { climb } from './support/scope.ts';
import { isTypeTest } from './support/type-tests.ts';

/** Names of node:test that register something; `mock` works under any runner. */
const registering = /^(?:\*|default|test|it|describe|suite|before|after|beforeEach|afterEach)$/;

const names: Readonly<Record<string, string>> = {
  vitest: 'Vitest',
  jest: 'Jest',
  mocha: 'Mocha',
  playwright: 'Playwright',
  'node:test': 'node:test',
};

/**
 * Functions of another runner than the one that runs the file.
 * Measured: tests that node:test registers under Vitest 4, Jest 30 or Playwright 1.65 run beside the run and print, and their
 * failures fail nothing. Vitest refuses `@jest/globals`, Jest refuses `vitest`, and `jest` does not exist in Vitest. `fail`, `pending` and
 * `spyOn` of Jasmine exist in none of them since Jest 27: a ReferenceError, which a `catch` around it takes for the expected one.
 */
export const wrongRunner = defineRule({
  id: 'wrong-runner',
  title: 'Functions of another runner',
  cause: 'vacuous',
  topic: 'running',
  severity: 'error',
  languages: ['typescript'],
  frameworks: ['vitest', 'jest', 'mocha', 'playwright', 'node:test'],
  pattern: 'structure/tests-that-can-fail',
  why: 'A test that is registered with another runner is not seen by the one that runs the file: its failure fails nothing. Globals of another runner do not exist; where a `catch` stands around them, the ReferenceError passes for the error that the test expects.',
  examples: wrongRunnerExamples,
  *check(context) {
    const { file } = context;
    if (isTypeTest(file.path)) return;
    yield* foreignImports(context);
    const object = foreignObject(context);
    if (object) yield object;
    for (const call of file.calls) {
      const report = jasmineGlobal(context, call);
      if (report) yield report;
    }
  },
});

function* foreignImports(context: RuleContext): Generator<Report> {
  const { file } = context;
  const seen = new Set<number>();
  for (const entry of file.imports) {
    if (entry.typeOnly || entry.function !== 0 || seen.has(entry.statement.start)) continue;
    const message = foreign(context, entry);
    if (message === undefined) continue;
    seen.add(entry.statement.start);
    yield { at: entry.statement, message, fix: inOwnRunner(context, entry) };
  }
}

function foreign({ file, project }: RuleContext, entry: Import): string | undefined {
  const own = names[file.framework] ?? file.framework;
  const { expected } = project.runner;
  if (entry.module === 'node:test' && registering.test(entry.name) && isCalled(file, entry)) {
    // A file of node:test alone is run by node:test, whatever else the project has.
    if (file.framework === 'node:test') return undefined;
    return `${own} does not see what node:test registers: these tests and hooks run beside the run, and their failures fail nothing. Import them from ${moduleName(file)}.`;
  }
  if (file.framework === 'vitest' && entry.module === '@jest/globals')
    return 'Vitest refuses `@jest/globals`: no test of this file runs. Import from vitest.';
  // The project has another runner, and nothing of this one: neither a config nor the package.
  const { major, configPath } = project.runner;
  const isKnown = major !== undefined || configPath !== undefined;
  if (expected === undefined || expected === file.framework || isKnown) return undefined;
  const module = { vitest: 'vitest', jest: '@jest/globals' }[String(file.framework)];
  if (module !== entry.module || (expected !== 'vitest' && expected !== 'jest')) return undefined;
  return `This project runs ${names[expected]} and has no ${own}: the file fails to load. Import from ${expected === 'jest' ? '@jest/globals' : 'vitest'}.`;
}

function moduleName({ framework }: TestFile): string {
  return { jest: '@jest/globals', mocha: 'mocha', playwright: '@playwright/test' }[String(framework)] ?? 'vitest';
}

/** Something is registered with the import; a name that is only handed on says nothing. */
function isCalled(file: TestFile, entry: Import): boolean {
  return file.calls.some(
    ({ origin, callee }) =>
      origin?.module === entry.module &&
      origin.name === entry.name &&
      /^(?:test|it|describe|suite|before|after|beforeEach|afterEach)(?:\.(?:only|skip|todo|test|it|describe|before|after|beforeEach|afterEach))*$/.test(
        callee,
      ),
  );
}

/** `jest.fn()` in a file of Vitest, `vi.fn()` in one of Jest: once a file. */
function foreignObject(context: RuleContext): Report | undefined {
  const { file, project } = context;
  const [object, right] = file.framework === 'vitest' ? ['jest', 'vi'] : ['vi', 'jest'];
  const imports = file.framework === 'vitest' ? 'vitest' : '@jest/globals';
  // Only where the file says which runner it is for; a setup file may give the object out under the other name.
  if ((file.framework !== 'vitest' && file.framework !== 'jest') || project.runner.setup?.length) return undefined;
  if (!file.imports.some(({ module, typeOnly }) => module === imports && !typeOnly)) return undefined;
  const calls = file.calls.filter((call) => call.callee.startsWith(`${object}.`) && !call.origin && !isOwn(file, call));
  const [first] = calls;
  if (!first || isGivenOut(file, object)) return undefined;
  const uses = new Set(calls.map(({ calleeSpan }) => calleeSpan.start)).size;
  const more = uses > 1 ? ` (${uses} uses)` : '';
  return {
    at: first.calleeSpan,
    message: `\`${object}\` does not exist in ${names[file.framework]}${more}: a ReferenceError. Use \`${right}\`.`,
    fix: renameObject(context, calls, object, right),
  };
}

function isGivenOut(file: TestFile, name: string): boolean {
  return file.memberWrites.some(({ target }) =>
    new RegExp(`^(?:globalThis|global|window|self)\\.${literally(name)}$`).test(target),
  );
}

/** Jasmine's globals, which Jest had until version 26. */
function jasmineGlobal(context: RuleContext, call: CallFact): Report | undefined {
  const { file, project } = context;
  const { callee } = call;
  if (!/^(?:fail|pending|spyOn|spyOnProperty)$/.test(callee) || call.origin || isOwn(file, call)) return undefined;
  if (file.framework === 'jest' && (project.runner.major ?? 0) < 27) return undefined;
  if (isGivenOut(file, callee) || usesJasmine(file) || !runsInTest(file, call)) return undefined;
  const taken = [...climb(file, call.block)].some(({ kind, swallows }) => kind === 'try' && swallows);
  const runner = names[file.framework];
  return {
    at: call.calleeSpan,
    ...(!taken && { severity: 'warning' as const }),
    message: taken
      ? `\`${callee}\` does not exist in ${runner}, and the catch around it takes the ReferenceError for the error that is expected: the test passes without it. ${wayOut(file, callee)}`
      : `\`${callee}\` does not exist in ${runner}: a ReferenceError, unless a setup file brings it. ${wayOut(file, callee)}`,
    fix: throwInstead(context, call),
  };
}

function wayOut({ framework }: TestFile, callee: string): string {
  if (callee.startsWith('spyOn')) {
    const object = { vitest: 'vi.', jest: 'jest.' }[String(framework)];
    return object ? `Use \`${object}spyOn\`.` : "Use the runner's own mocks, or sinon.";
  }
  if (callee === 'pending') return "Use the runner's skip.";
  return framework === 'vitest'
    ? 'Use `expect.fail`, or assert that the call rejects or throws.'
    : 'Throw an error, or assert that the call rejects or throws.';
}

/** A parameter, variable or function of the file goes by this name. */
function isOwn(file: TestFile, { callee, function: from }: CallFact): boolean {
  const name = /^\w+/.exec(callee)?.[0] ?? '';
  return (
    isInParameter(file, name, from) ||
    file.variables.some((variable) => variable.name === name) ||
    file.functions.some((fn) => fn.name === name && fn.className === undefined)
  );
}

function usesJasmine(file: TestFile): boolean {
  return (
    file.calls.some(({ callee }) => callee.startsWith('jasmine.')) ||
    file.imports.some(({ module }) => /jasmine/.test(module))
  );
}

function runsInTest(file: TestFile, { function: id }: CallFact): boolean {
  return [...functionsAround(file, id)].some(({ role }) => role === 'test' || role === 'hook');
}
