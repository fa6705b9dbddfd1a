import type { Argument, Assertion, Block, CallFact, TestFile } from '../facts.ts';
import { defineRule, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { osDependentExamples } from './examples/os-dependent.ts';
import { partsOf } from './support/assertions/parts.ts';
import { isStoodIn, packageCall } from './support/packages.ts';
import { climb, modifierNames, testAround } from './support/scope.ts';
import { variableNamed } from './support/values.ts';

/**
 * An expectation that is true on one operating system only: separators of paths, line ends of a checkout, branches by platform.
 * Source: fastify/fastify 73bea70d3 (CRLF on Windows checkouts).
 */
export const osDependent = defineRule({
  id: 'os-dependent',
  title: 'Expectation that depends on the operating system',
  cause: 'environment',
  topic: 'flaky',
  severity: 'info',
  languages: ['typescript'],
  pattern: 'flaky/resources',
  why: 'Windows joins paths with a backslash and may check text files out with CRLF. An expectation that spells out the other form passes on the machine it was written on and fails on the next one. A branch by platform runs only half of its checks wherever it runs.',
  examples: osDependentExamples,
  *check(context) {
    const { file } = context;
    for (const assertion of file.assertions) {
      const report = separatorReport(context, assertion) ?? lineEndReport(context, assertion);
      if (report && !isForOneSystem(context, assertion)) yield report;
    }
    for (const arm of platformBranches(context)) {
      const test = testAround(file, arm.function);
      if (!test || isPlatformFaked(file)) continue;
      yield {
        at: arm.condition ?? arm.construct,
        test: test.id,
        message:
          'Checks one thing or another by the platform, and only one half runs on any machine. Write a test for each and skip it where it does not belong, so that the report says what was left out.',
      };
    }
  },
});

const pathFunctions = /^(?:join|resolve|relative|normalize)$/;

/** `expect(path.relative(root, file)).toBe('src/a.ts')`. */
function separatorReport({ file, source }: RuleContext, assertion: Assertion): Report | undefined {
  if (assertion.negated || (assertion.compares !== 'equal' && assertion.compares !== 'contains')) return undefined;
  const { subject, values } = partsOf(file, assertion);
  const [expected] = values;
  const call = subject && callBehind(file, subject, assertion.function);
  const known = call && packageCall(call);
  const text = expected?.kind === 'string' || expected?.kind === 'template' ? String(expected.value) : '';
  if (!call || known?.module !== 'path' || !pathFunctions.test(known.name) || /posix|win32/.test(call.callee))
    return undefined;
  if (!expected || expected.interpolated || !/[^/]\/|\/[^/]/.test(text) || /[\s:]/.test(text)) return undefined;
  return {
    at: expected.span,
    message: `path.${known.name} gives backslashes on Windows, and this text has slashes: the test passes on one system only. Build the expected path with the path module, too.`,
    fix: normalised(source.slice(call.calleeSpan), known.name, expected, text, source.slice(expected.span)),
  };
}

/** The same path as the module writes it: unchanged where it joins with slashes. */
function normalised(
  callee: string,
  name: string,
  expected: Argument,
  text: string,
  written: string,
): FixDraft | undefined {
  const isPlain = !/\/\/|(?:^|\/)\.{1,2}(?:\/|$)|.\/$/.test(text) && (name !== 'resolve' || text.startsWith('/'));
  const owner = /^([\w$]+)\.\w+$/.exec(callee)?.[1];
  if (!isPlain || owner === undefined) return undefined;
  const wrapper = name === 'resolve' ? 'resolve' : 'normalize';
  return {
    title: 'Write the expected path with the separators of the system',
    safety: 'suggested',
    edits: [{ ...expected.span, text: `${owner}.${wrapper}(${written})` }],
  };
}

/** The call that gave a value: written there, or the only one that the variable was given. */
function callBehind(file: TestFile, subject: Argument, from: number): CallFact | undefined {
  if (subject.kind === 'call') return subject.ref === undefined ? undefined : file.calls[subject.ref];
  if (subject.kind !== 'name') return undefined;
  const variable = variableNamed(file, String(subject.value), from);
  if (variable?.initial?.kind !== 'call' || variable.accesses.some(({ kind }) => kind === 'assign')) return undefined;
  return variable.initial.ref === undefined ? undefined : file.calls[variable.initial.ref];
}

/** `expect(fs.readFileSync('fixtures/a.txt', 'utf8')).toBe('a\nb\n')`: the file comes from a checkout. */
function lineEndReport({ file, source }: RuleContext, assertion: Assertion): Report | undefined {
  if (assertion.negated || assertion.compares !== 'equal') return undefined;
  const { subject, values } = partsOf(file, assertion);
  const call = subject && callBehind(file, subject, assertion.function);
  const known = call && packageCall(call);
  const [expected] = values;
  if (!call || known?.module !== 'fs' || !/^readFile(?:Sync)?$/.test(known.name) || isStoodIn(file, 'fs'))
    return undefined;
  const isText = expected?.kind === 'string' || (expected?.kind === 'template' && !expected.interpolated);
  if (!expected || !isText || !/[^\r]\n/.test(String(expected.value))) return undefined;
  // Only what lies in the repository is written by git; what the test or its code writes has the line ends they gave it.
  const path = call.arguments[0] ? source.slice(call.arguments[0].span) : '';
  const writes = file.calls.some((other) => /(?:^|\.)(?:write|append|copy|output|cp|edit)\w*$/.test(other.callee));
  if (!/fixtures?\b|__fixtures__|testdata/i.test(path) || writes) return undefined;
  return {
    at: expected.span,
    message:
      'A checkout on Windows may give this file CRLF line ends, and the expected text has LF. Normalise what was read (`.replaceAll("\\r\\n", "\\n")`), or fix the line ends in .gitattributes.',
  };
}

const platform = /\bprocess\.platform\b|\bos\.platform\(\)|\bos\.type\(\)/;

/** The condition asks for the platform, directly or by a constant that does. */
function asksPlatform({ file, source }: RuleContext, block: Block): boolean {
  const condition = block.condition ? source.slice(block.condition) : '';
  if (platform.test(condition)) return true;
  const name = /^!?\(?([A-Za-z_$][\w$]*)\)?$/.exec(condition.trim())?.[1];
  const variable = name === undefined ? undefined : variableNamed(file, name, block.function);
  return variable?.initializer !== undefined && variable.constant && platform.test(source.slice(variable.initializer));
}

/** Every `if` by platform of which each arm checks something. An arm without a check is the business of conditional-assertion. */
function platformBranches(context: RuleContext): Block[] {
  const { file } = context;
  const checks = (arm: Block) =>
    file.assertions.some(({ block }) => [...climb(file, block)].some(({ id }) => id === arm.id));
  const isSame = (arm: Block, other: Block) =>
    other.kind === 'branch' &&
    other.construct.start === arm.construct.start &&
    other.construct.end === arm.construct.end;
  return file.blocks.filter(
    (arm) =>
      arm.kind === 'branch' &&
      arm.arm === 0 &&
      arm.exhaustive &&
      asksPlatform(context, arm) &&
      file.blocks.filter((other) => isSame(arm, other)).every(checks),
  );
}

/** The test, or a branch around the place, is for one system only. */
function isForOneSystem(context: RuleContext, { function: id, block }: Assertion): boolean {
  const { file } = context;
  const test = testAround(file, id);
  if (test && modifierNames(file, test).some((name) => /^(?:skipIf|runIf|if|todoIf)$/.test(name))) return true;
  return [...climb(file, block)].some((each) => each.kind === 'branch' && asksPlatform(context, each));
}

/** The test plays another platform: then its branches are what it is about. */
function isPlatformFaked({ memberWrites, calls, interceptions }: TestFile): boolean {
  return (
    memberWrites.some(({ target }) => /^process\.platform$|^process$/.test(target)) ||
    interceptions.some(({ target }) => /platform|^(?:node:)?os$/.test(target ?? '')) ||
    calls.some(
      ({ callee, arguments: args }) =>
        /defineProperty|spyOn|stubGlobal|replaceProperty|\.value$|stub$/.test(callee) &&
        args.some(({ value }) => value === 'platform' || value === 'process'),
    )
  );
}
