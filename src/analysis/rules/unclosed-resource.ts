import type { TestFile, Variable } from '../facts.ts';
import { functionsAround } from '../nesting.ts';
import { defineRule, type FixDraft, type RuleContext } from '../rule.ts';
import { contains } from '../source.ts';
import { unclosedResourceExamples } from './examples/unclosed-resource.ts';
import { placeOf } from './support/places.ts';
import { fateOf } from './support/resources/resource-ends.ts';
import { type Resource, resourcesOf } from './support/resources/resources.ts';
import { unclosedInPython } from './support/resources/unclosed-python.ts';
import { climb } from './support/scope.ts';
import { teardownEdits } from './support/state/teardown.ts';
import { isTypeTest } from './support/type-tests.ts';

/**
 * Something that keeps running when the test is over: a server, a worker, a watcher, an interval, a browser.
 * Source: nodejs/undici c6d37d2cc (clients and servers left open), 7ef4e84dd (a watchdog timer left running).
 */
export const unclosedResource = defineRule({
  id: 'unclosed-resource',
  title: 'Resource that is opened and never closed',
  cause: 'resource-leak',
  topic: 'fixtures',
  severity: 'warning',
  languages: ['typescript', 'python'],
  pattern: 'flaky/resources',
  why: 'What a test leaves running keeps its port, its files and its events, and the next test meets it. The runner waits for it at the end, or kills the process together with output and coverage that were still on their way. A teardown hook ends it also when the test fails.',
  examples: unclosedResourceExamples,
  *check(context) {
    const { file, source } = context;
    if (file.language === 'python') {
      yield* unclosedInPython(context);
      return;
    }
    if (file.tests.length === 0 || isTypeTest(file.path)) return;
    const groups = new Map<string, Left[]>();
    for (const resource of resourcesOf(file, source)) {
      if (!concerns(context, resource)) continue;
      const fate = fateOf(file, source, resource);
      if (!fate) continue;
      const left = { resource, variable: fate.kind === 'held' ? fate.variable : undefined };
      groups.set(resource.what, [...(groups.get(resource.what) ?? []), left]);
    }
    for (const group of groups.values()) {
      const [first] = group;
      if (!first) continue;
      yield {
        at: first.resource.call.span,
        message: messageFor(file, first, group.length),
        fix: teardownFix(context, group),
      };
    }
  },
});

interface Left {
  readonly resource: Resource;
  /** Where it is held; absent when nobody holds it. */
  readonly variable: Variable | undefined;
}

/** Opened for real, in this process, and not only tried. */
function concerns({ file, project }: RuleContext, { call, what }: Resource): boolean {
  if (file.assertions.some(({ span }) => contains(span, call.span))) return false;
  // `if (isMainThread) …`: the same file is another program as well.
  const otherProgram = [...climb(file, call.block)].some((block) => block.kind === 'branch' && block.function === 0);
  if (otherProgram) return false;
  const around = [...functionsAround(file, call.function)];
  const inPage = around.some(({ argumentOf }) => {
    const callee = argumentOf === undefined ? '' : (file.calls[argumentOf]?.callee ?? '');
    return /\.(?:evaluate\w*|addInitScript|\$\$?eval|waitForFunction)$/.test(callee);
  });
  if (inPage) return false;
  if (what !== 'interval') return true;
  // Intervals of a component or of the tested code, and those of a clock that stands still, end elsewhere.
  const isFaked = project.runner.fakesTimers || file.timers.some(({ operation }) => operation === 'fake');
  const role = around[0]?.role;
  return !isFaked && (role === 'test' || role === 'hook');
}

function messageFor(file: TestFile, { resource, variable }: Left, times: number): string {
  const { what, end, call } = resource;
  const others = times > 1 ? ` (and ${times - 1} more in this file)` : '';
  const hook = placeOf(file, call.function).kind === 'test' ? inTest(file) : 'in afterEach or afterAll';
  const ending =
    end === 'clearInterval'
      ? 'Keep what setInterval returns and clear it'
      : `Call ${variable?.name ?? 'its'}${variable ? '.' : ' '}${end}`;
  return `Nothing ends this ${what}${others}: it runs on into the next tests and keeps the process from ending. ${ending} ${hook}.`;
}

function inTest({ framework }: TestFile): string {
  if (framework === 'vitest') return 'in onTestFinished';
  return framework === 'node:test' ? 'in t.after' : 'in afterEach, or in a finally block';
}

function teardownFix(context: RuleContext, group: readonly Left[]): FixDraft | undefined {
  const variables = new Set(group.map(({ variable }) => variable?.id));
  if (variables.size < group.length) return undefined;
  const edits = group.map(
    ({ resource, variable }) => variable && teardownEdits(context, resource, variable, group.length === 1),
  );
  if (edits.includes(undefined)) return undefined;
  const what = group[0]?.resource.what ?? '';
  return {
    title: `End the ${what} when the test is over`,
    safety: 'suggested',
    edits: edits.flatMap((each) => each ?? []),
  };
}
