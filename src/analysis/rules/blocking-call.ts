import { importModule } from '../edits/python.ts';
import type { CallFact, FunctionFact, TestFile, Wait } from '../facts.ts';
import { defineRule, type FixDraft, type Report, type RuleContext, type Severity } from '../rule.ts';
import { blockingCallExamples } from './examples/blocking-call.ts';
import { blocksLoop, isAsyncCode } from './support/asyncio/blocking.ts';
import { climb, modifierNames, testAround } from './support/scope.ts';

interface Blocking {
  readonly what: RegExp;
  readonly instead: string;
  readonly severity: Severity;
  /** Replaced by a stand-in, it does not block. */
  readonly network?: true;
}

const methods = '(?:get|post|put|patch|delete|head|options|request|send|stream)';
const kinds: readonly Blocking[] = [
  {
    what: new RegExp(`^requests\\.(?:(?:sessions\\.)?Session\\(\\)\\.)?${methods}$`),
    instead: 'Use httpx.AsyncClient, or asyncio.to_thread.',
    severity: 'warning',
    network: true,
  },
  {
    what: new RegExp(`^httpx2?\\.(?:Client\\(\\)\\.)?${methods}$`),
    instead: 'Use httpx.AsyncClient.',
    severity: 'warning',
    network: true,
  },
  {
    what: /^urllib\.request\.(?:urlopen|urlretrieve)$/,
    instead: 'Use httpx.AsyncClient, or asyncio.to_thread.',
    severity: 'warning',
    network: true,
  },
  {
    what: /^(?:queue\.(?:Simple|Lifo|Priority)?Queue\(\)\.(?:get|join))$/,
    instead: 'Use asyncio.Queue, or asyncio.to_thread.',
    severity: 'warning',
  },
  { what: /^input$/, instead: 'Patch it.', severity: 'warning' },
  {
    what: /^(?:subprocess\.(?:run|call|check_call|check_output|getoutput)|os\.(?:system|popen))$/,
    instead: 'Use asyncio.create_subprocess_exec.',
    severity: 'info',
  },
];

/** Milliseconds. A shorter pause harms nobody; one below the second, only where something else runs. */
const shortSleep = 10;
const longSleep = 500;

/**
 * The test is about a loop that stands still: words and parts of names, so that `asyncio` and `changes` say nothing; or its author has
 * told flake8-async that this call is meant.
 */
const blockingWords =
  /(?<![a-z])(?:(?:un|non)?block|lag|stall|starv|slow_?callback|unresponsive|watchdog|hang|freez|busy|stuck|sync|(?:multi)?thread)|noqa:.*\bASYNC\d/i;

function isAboutBlocking(text: string): boolean {
  return blockingWords.test(text.replace(/([a-z])(?=[A-Z])/g, '$1 '));
}

/**
 * A call that holds the event loop of an async test: no task, no timeout and no server of the same loop gets on meanwhile.
 * Source: the rules ASYNC210 to 251 of flake8-async; `open` and `os.path`, which cost a test nothing, are left out.
 */
export const blockingCall = defineRule({
  id: 'blocking-call',
  title: 'Blocking call in an async test',
  cause: 'async-wait',
  topic: 'async',
  severity: 'warning',
  languages: ['python'],
  frameworks: ['pytest', 'unittest'],
  pattern: 'async/concurrency',
  why: 'While a blocking call runs, the event loop stands still: the task that the test waits for makes no step, timeouts come late, and a server in the same loop never answers. The awaited form lets the others run.',
  examples: blockingCallExamples,
  *check(context) {
    const { file } = context;
    for (const wait of file.waits) {
      if (blocksLoop(file, wait) && (wait.ms ?? 1) > 0 && !isOnPurpose(context, wait.function, wait.block))
        yield sleepReport(context, wait);
    }
    const seen = new Set<string>();
    for (const call of file.calls) {
      const kind = isAsyncCode(file.functions[call.function]) ? kindOf(context, call) : undefined;
      const key = `${call.function} ${call.callee}`;
      if (!kind || seen.has(key) || isOnPurpose(context, call.function, call.block)) continue;
      seen.add(key);
      yield {
        at: call.span,
        ...(kind.severity !== 'warning' && { severity: kind.severity }),
        message: `\`${call.callee}\` holds the event loop: nothing else of this async test runs meanwhile, not even a server in the same loop. ${kind.instead}`,
      };
    }
  },
});

function isOnPurpose({ file, source }: RuleContext, id: number, block: number): boolean {
  const fn = file.functions[id];
  const test = testAround(file, id);
  const comment = /#[^\n]*/g;
  const words = `${test?.fullTitle ?? fn?.name ?? ''} ${fn ? (source.slice(fn.span).match(comment) ?? []).join(' ') : ''}`;
  return (
    // A comment that names this rule says nothing about the test.
    isAboutBlocking(words.replace(/\bblocking-call\b/g, '')) ||
    [...climb(file, block)].some(({ kind, names }) => kind === 'with' && names.some(isAboutBlocking))
  );
}

function kindOf(context: RuleContext, call: CallFact): Blocking | undefined {
  const path = call.typed ?? call.callee;
  const kind = kinds.find(({ what }) => what.test(path));
  if (!kind || call.handling === 'awaited') return undefined;
  if (call.callee === 'input' && isPatched(context.file, 'input')) return undefined;
  // A queue that gives up, or does not wait, or is known not to be empty.
  if (/Queue/.test(path) && (call.arguments.length > 0 || isFilled(context.file, call))) return undefined;
  // Another host altogether is real-network's.
  const isRemote = context.file.network.some(
    ({ span, host }) => span.start === call.span.start && !/^(?:localhost|127\.|0\.0\.0\.0|\[?::1)/.test(host),
  );
  return kind.network && (isRemote || isStoodIn(context, call)) ? undefined : kind;
}

/** The test itself has put something into the queue, or asked how much there is. */
function isFilled(file: TestFile, { callee, function: id, span }: CallFact): boolean {
  const queue = callee.slice(0, callee.lastIndexOf('.'));
  const filling = ['put', 'put_nowait', 'qsize', 'empty'].map((name) => `${queue}.${name}`);
  return file.calls.some(
    (call) => call.function === id && call.span.start < span.start && filling.includes(call.callee),
  );
}

/** The network is replaced for this test: by a stand-in, a transport, a mocking library. */
function isStoodIn({ file, project }: RuleContext, call: CallFact): boolean {
  const test = testAround(file, call.function);
  const names = test?.fixtures ?? [];
  const made = file.calls.some(
    ({ callee, arguments: given, function: id }) =>
      id === call.function &&
      /\.Client$/.test(callee) &&
      given.some(({ name }) => /^(?:transport|app|mounts)$/.test(name ?? '')),
  );
  return (
    made ||
    project.runner.interceptsNetwork ||
    file.interceptions.length > 0 ||
    names.some((name) => /mock|respx|responses|httpserver|vcr|cassette/.test(name)) ||
    (test !== undefined && modifierNames(file, test).some((name) => /vcr|respx|responses|httpx_mock/.test(name)))
  );
}

function isPatched(file: TestFile, name: string): boolean {
  return (
    file.interceptions.some(({ target = '' }) => target.endsWith(name)) ||
    file.variables.some((variable) => variable.name === name)
  );
}

function sleepReport(context: RuleContext, wait: Wait): Report {
  const length = wait.ms === undefined ? '' : ` for ${wait.ms} ms`;
  const fn = context.file.functions[wait.function];
  const { ms = longSleep } = wait;
  const isShort = ms <= shortSleep || (ms < longSleep && fn !== undefined && !startsOthers(context.file, fn));
  return {
    at: wait.span,
    ...(isShort && { severity: 'info' as const }),
    message: `\`time.sleep\` stops the event loop${length}: no task of this async test gets on meanwhile. Await asyncio.sleep, or better what you wait for.`,
    fix: sleepFix(context, wait),
  };
}

function sleepFix(context: RuleContext, wait: Wait): FixDraft | undefined {
  const { file, source } = context;
  const fn = file.functions[wait.function];
  const call = file.calls.find(({ span }) => span.start === wait.span.start && span.end === wait.span.end);
  if (!fn || !call || call.handling !== 'dropped' || runsElsewhere(context, fn)) return undefined;
  const { local, edits } = importModule(file, source, 'asyncio');
  return {
    title: 'Await asyncio.sleep',
    safety: startsOthers(file, fn) || isTimed(file, wait) ? 'suggested' : 'safe',
    edits: [...edits, { ...call.calleeSpan, text: `await ${local}.sleep` }],
  };
}

/** On trio, or on whatever anyio picks, there may be no asyncio loop. */
function runsElsewhere({ file }: RuleContext, fn: FunctionFact): boolean {
  const test = testAround(file, fn.id);
  const marks = test ? modifierNames(file, test) : [];
  return (
    marks.some((name) => /anyio|trio|curio|tornado/.test(name)) ||
    file.imports.some(({ module }) => /^(?:anyio|trio|curio)\b/.test(module))
  );
}

/** A time limit around it, which ends a sleep that is awaited, and never the other one. */
function isTimed(file: TestFile, { block }: Wait): boolean {
  return [...climb(file, block)].some(
    ({ kind, names }) => kind === 'with' && names.some((name) => /timeout|fail_after|move_on_after/.test(name)),
  );
}

/** Then the others run while the test sleeps, which they did not before. */
function startsOthers(file: TestFile, fn: FunctionFact): boolean {
  return file.calls.some(
    ({ function: id, callee }) =>
      id === fn.id &&
      /(?:create_task|ensure_future|gather|TaskGroup|start_soon|call_later|call_soon|start|Thread)$/.test(callee),
  );
}
