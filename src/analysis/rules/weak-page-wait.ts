import { removeStatement, standsAlone } from '../edits/statements.ts';
import type { Argument, CallFact, Test, TestFile } from '../facts.ts';
import { defineRule, type Edit, type FixDraft, type Report, type RuleContext, type Severity } from '../rule.ts';
import { examples } from './examples/weak-page-wait.ts';
import { latePageWaits } from './support/resources/late-waits.ts';
import { inTest, testAround } from './support/scope.ts';
import { isPage, lastLink, pageStateBefore, receiverPath, receiverText } from './support/ui/pages.ts';

/**
 * Waits and queries that Playwright's documentation marks as discouraged or racy: `networkidle`, `waitForNavigation`,
 * `waitForSelector`, and the element handles of `$`, `$$`, `$eval`. One finding for each kind in a file.
 * `waitForSelector` as a plain wait does wait, so it is only info.
 */
export const weakPageWait = defineRule({
  id: 'weak-page-wait',
  title: 'Wait that the page can outrun',
  cause: 'async-wait',
  topic: 'flaky',
  severity: 'warning',
  languages: ['typescript'],
  frameworks: ['playwright'],
  pattern: 'async/page-waits',
  why: 'A silent network says nothing about what the page shows: polling and analytics keep it busy, and rendering comes after it. waitForNavigation misses a navigation that is over before it starts. A handle from `$` is taken at once and goes stale when the page renders anew. Locators and web-first assertions wait for what the test needs.',
  examples,
  *check(context) {
    for (const kind of kinds) {
      const calls = context.file.calls.filter((call) => kind.finds(context.file, call) && concerns(context, call));
      const [first] = calls;
      if (first) yield report(context, kind, first, calls);
    }
  },
});

interface Kind {
  finds(file: TestFile, call: CallFact): boolean;
  readonly what: string;
  readonly wayOut: string;
  readonly severity?: Severity;
  mend?(context: RuleContext, call: CallFact): readonly Edit[] | undefined;
  readonly title?: string;
}

const kinds: readonly Kind[] = [
  {
    finds: (_, call) => isIdleWait(call),
    what: 'networkidle waits until the network has been quiet for half a second, which a page that polls never is and a page that renders afterwards is too soon',
    wayOut: 'Wait for what the test needs: a web-first assertion, or waitForResponse.',
    mend: dropIdle,
    title: 'Leave out the wait for a quiet network',
  },
  {
    finds: (_, call) => isPageMethod(call, 'waitForNavigation') && call.handling === 'collected',
    what: 'waitForNavigation is deprecated: it takes any navigation for the one that is meant',
    wayOut: 'Use page.waitForURL or a web-first assertion.',
    severity: 'info',
  },
  {
    // Behind the action that navigates it is late-listener's.
    finds: (file, call) =>
      isPageMethod(call, 'waitForNavigation') &&
      call.handling === 'awaited' &&
      !latePageWaits(file).some(({ wait }) => wait.id === call.id),
    what: 'waitForNavigation misses a navigation that is over before it starts, and Playwright has deprecated it for that',
    wayOut: 'Use page.waitForURL or a web-first assertion.',
  },
  {
    finds: (file, call) =>
      /^\$\$?(?:eval)?$/.test(lastLink(call.callee)) && isPage(receiverPath(call.callee)) && !isCaught(file, call),
    what: '$ and $eval look once and do not wait, so they miss what the page shows a moment later, and a handle goes stale when it renders anew',
    wayOut: 'Use page.locator(), whose actions and assertions wait.',
  },
  {
    finds: (file, call) =>
      isPageMethod(call, 'waitForSelector') && call.handling !== 'awaited' && !isCaught(file, call),
    what: 'waitForSelector gives a handle that goes stale when the page renders anew',
    wayOut: 'Use page.locator(), whose actions and assertions wait.',
  },
  {
    finds: (_, call) => isPageMethod(call, 'waitForSelector') && call.handling === 'awaited',
    what: 'waitForSelector is discouraged in favour of locators, which wait by themselves and want the element to be the only one',
    wayOut: 'Use a web-first assertion, or page.locator(…).waitFor().',
    severity: 'info',
    mend: waitForLocator,
    title: 'Wait for the locator',
  },
];

/** `page.$('…').catch((error) => error)`: its failure is what is looked for. */
function isCaught(file: TestFile, { callee, span }: CallFact): boolean {
  return file.calls.some((other) => other.callee === `${callee}().catch` && other.span.start === span.start);
}

function isPageMethod({ callee }: CallFact, name: string): boolean {
  return lastLink(callee) === name && isPage(receiverPath(callee));
}

function isIdleWait(call: CallFact): boolean {
  const name = lastLink(call.callee);
  if (!isPage(receiverPath(call.callee))) return false;
  if (name === 'waitForLoadState') return isIdle(call.arguments[0]);
  return /^(?:goto|reload|goBack|goForward|setContent|waitForURL)$/.test(name) && idleOption(call) !== undefined;
}

function isIdle(argument: Argument | undefined): boolean {
  return argument?.value === 'networkidle' || argument?.value === 'networkidle0' || argument?.value === 'networkidle2';
}

function idleOption(call: CallFact): Argument | undefined {
  return call.arguments.find(({ properties }) =>
    properties?.some(({ name, value }) => name === 'waitUntil' && isIdle(value)),
  );
}

/** In a test or a helper of one; not on a page that the test has written itself, nor in a test of these methods. */
function concerns({ file }: RuleContext, call: CallFact): boolean {
  const test = testAround(file, call.function);
  if (!test) return isIdleWait(call);
  if (/networkidle|waitForSelector|waitForNavigation|\$eval|elementHandle/i.test(test.title)) return false;
  if (isIdleWait(call) && watchesNetwork(file, test)) return false;
  return pageStateBefore(file, test, call.span.start).since !== 'static';
}

/** The requests or the errors of the page are what the test looks at: then a quiet network is what it has to wait for. */
function watchesNetwork(file: TestFile, test: Test): boolean {
  return file.calls.some(
    (call) =>
      inTest(file, test, call.function) &&
      (/^(?:request|response|pageerror|console)/.test(
        call.callee.endsWith('.on') ? String(call.arguments[0]?.value ?? '') : '',
      ) ||
        /(?:^|\.)(?:collect|capture|record|track|monitor|watch|log|get)\w*(?:Requests?|Responses?|Network\w*|Assets)$/i.test(
          call.callee,
        )),
  );
}

function report(context: RuleContext, kind: Kind, first: CallFact, all: readonly CallFact[]): Report {
  const times = all.length === 1 ? '' : ` (${all.length} times in this file)`;
  return {
    at: first.span,
    ...(kind.severity && { severity: kind.severity }),
    message: `${kind.what}${times}. ${kind.wayOut}`,
    fix: fixFor(context, kind, all),
  };
}

function fixFor(context: RuleContext, { mend, title }: Kind, all: readonly CallFact[]): FixDraft | undefined {
  const mended = all.map((call) => mend?.(context, call));
  const edits = mended.flatMap((each) => (each ? [...each] : []));
  if (title === undefined || mended.some((each) => each === undefined)) return undefined;
  return { title, safety: 'suggested', edits };
}

/** The statement, or the option of a navigation. */
function dropIdle({ source }: RuleContext, call: CallFact): readonly Edit[] | undefined {
  if (lastLink(call.callee) === 'waitForLoadState') {
    const written = source.slice(call.statement).replace(/;$/, '');
    const isWhole = written === `await ${source.slice(call.span)}`;
    return isWhole && standsAlone(source, call.statement) ? [removeStatement(source, call.statement)] : undefined;
  }
  const options = idleOption(call);
  const before = options && call.arguments[call.arguments.indexOf(options) - 1];
  if (options?.properties?.length !== 1 || !before) return undefined;
  return /\/\/|\/\*/.test(source.slice(options.span))
    ? undefined
    : [{ start: before.span.end, end: options.span.end, text: '' }];
}

/** `await page.waitForSelector('#x', options)` becomes `await page.locator('#x').waitFor(options)`. */
function waitForLocator({ file, source }: RuleContext, call: CallFact): readonly Edit[] | undefined {
  const [selector, options, ...more] = call.arguments;
  const page = receiverText(source, call);
  const isAlone = source.slice(call.statement).replace(/;$/, '') === `await ${source.slice(call.span)}`;
  if (!selector || page === undefined || more.length > 0 || !isAlone || !file.functions[call.function]?.async)
    return undefined;
  if (options?.properties?.some(({ name }) => name === 'strict')) return undefined;
  const made = `${page}.locator(${source.slice(selector.span)}).waitFor(${options ? source.slice(options.span) : ''})`;
  return [{ ...call.span, text: made }];
}
