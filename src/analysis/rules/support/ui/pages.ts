import type { CallFact, Span, Test, TestFile } from '../../../facts.ts';
import type { Source } from '../../../source.ts';
import { hooksFor, inTest } from '../scope.ts';

/** Playwright calls, by the last name of their path. Source: the classes Page, Locator and Frame of Playwright 1.65. */
const navigations: ReadonlySet<string> = new Set(['goto', 'reload', 'goBack', 'goForward', 'setContent', 'waitForURL']);

/** What a user does to the page. */
export const userActions: ReadonlySet<string> = new Set(
  (
    'click dblclick tap hover fill clear check uncheck setChecked selectOption setInputFiles press pressSequentially type ' +
    'dragTo dragAndDrop dispatchEvent focus blur selectText'
  ).split(' '),
);

const devices = /(?:^|\.)(?:keyboard|mouse|touchscreen)\.\w+$/;

/** Waits that end when the page is in a state: after one, a reading finds what was waited for. `evaluate` may wait for a promise of the page. */
const waits =
  /(?:^|\.)(?:waitFor|waitForSelector|waitForFunction|waitForResponse|waitForRequest|waitForLoadState|waitForURL|waitForEvent|waitForNavigation|evaluate)$/;

/** Links of a path that make a locator. */
const locatorLinks =
  /(?:^|\.)(?:locator|getBy(?:Role|Text|Label|LabelText|Placeholder|AltText|Title|TestId)|frameLocator|contentFrame|first|last|nth|filter|and|or)\(\)/;

/** What last happened to the page before a place. */
export interface PageState {
  /** `static`: nothing moves: the test wrote the page itself. `opened`: a page was loaded. `acted`: the user did something since. `unknown`: a helper ran. */
  readonly since: 'static' | 'opened' | 'acted' | 'unknown';
  /** The call that did it. */
  readonly by?: CallFact;
  /** Calls and assertions after it that wait for something. */
  readonly waited: readonly Span[];
}

export function lastLink(callee: string): string {
  return callee.slice(callee.lastIndexOf('.') + 1);
}

/** The path without its last link. */
export function receiverPath(callee: string): string {
  return callee.slice(0, Math.max(0, callee.lastIndexOf('.')));
}

/** The source of what a method is called on; undefined when it is reached through `?.` or a comment. */
export function receiverText(source: Source, call: CallFact): string | undefined {
  const text = source.slice(call.calleeSpan);
  const found = /^([\s\S]*[^?\s!])!?\s*\.\s*\w+$/.exec(text)?.[1];
  return found === undefined || /\/\/|\/\*/.test(found.replace(/:\/\//g, '')) ? undefined : found;
}

/** `page`, `popup`, `this.page`, `newPage`: a page or a frame, not a page object. */
export function isPage(path: string): boolean {
  return /^(?:[\w$]+\.)*(?:page\d*|newPage|popup\d*|popupPage|\w+Tab|mainFrame\(\)|frame)$/.test(path);
}

/** A locator by the way it is made, or a variable that holds one. */
export function isLocator(file: TestFile, path: string): boolean {
  if (locatorLinks.test(path)) return true;
  if (!/^[\w$]+$/.test(path)) return false;
  return file.variables.some((variable) => {
    if (variable.name !== path || variable.initial?.kind !== 'call' || variable.initial.awaited) return false;
    const made = variable.initial.ref === undefined ? undefined : file.calls[variable.initial.ref];
    return made !== undefined && locatorLinks.test(`${made.callee}()`);
  });
}

/** `const row = await page.$('tr')`: a handle, not a locator. */
export function isHandle(file: TestFile, path: string): boolean {
  return (
    /\.\$\$?\(\)$/.test(path) ||
    file.variables.some(
      (variable) =>
        variable.name === path &&
        variable.initial?.ref !== undefined &&
        /\.(?:\$\$?|waitForSelector|elementHandles?|querySelector\w*)$/.test(
          file.calls[variable.initial.ref]?.callee ?? '',
        ),
    )
  );
}

/** What happened to the page, in the order of the source, before `at`: in the test and in the hooks before it. */
export function pageStateBefore(file: TestFile, test: Test, at: number): PageState {
  const before = hooksFor(file, test).filter((hook) => hook.kind === 'beforeEach' || hook.kind === 'beforeAll');
  const calls = file.calls.filter(
    (call) =>
      (inTest(file, test, call.function) && call.span.end <= at) ||
      before.some((hook) => hook.function !== 0 && call.function === hook.function),
  );
  let isStatic = false;
  let since: PageState['since'] = 'opened';
  let by: CallFact | undefined;
  for (const call of calls.sort((a, b) => order(test, a) - order(test, b))) {
    const name = lastLink(call.callee);
    if (navigations.has(name)) {
      isStatic = name === 'setContent';
      since = isStatic ? 'static' : 'opened';
      by = call;
    } else if ((userActions.has(name) && call.callee.includes('.')) || devices.test(call.callee)) {
      if (!isStatic) since = 'acted';
      by = call;
    } else if (isUnknownStep(call)) {
      if (!isStatic) since = 'unknown';
      by = call;
    }
  }
  // The statement, not the call: `Promise.all([page.waitForURL('/done'), button.click()])` waits as well.
  const from = by && inTest(file, test, by.function) ? by.statement.start : test.span.start;
  const waited = [
    ...file.assertions.filter((assertion) => assertion.asynchronous && assertion.handling !== 'dropped'),
    ...calls.filter((call) => waits.test(call.callee)),
  ]
    .map(({ span }) => span)
    .filter((span) => span.start >= from && span.end <= at);
  return { since, waited, ...(by && { by }) };
}

/** Hooks run before the test, wherever they are written. */
function order(test: Test, { span }: CallFact): number {
  return span.start >= test.span.start && span.end <= test.span.end ? span.start : span.start - 1e9;
}

/** An awaited helper that may do anything to the page: `await login(page)`, `await editor.open()`. */
function isUnknownStep({ callee, handling, arguments: args }: CallFact): boolean {
  if (handling !== 'awaited' || callee.startsWith('expect') || callee === 'Promise.all') return false;
  if (isReading(callee) || waits.test(callee)) return false;
  const root = callee.split('.')[0] ?? '';
  const givenPage = args.some(({ kind, value }) => kind === 'name' && /^(?:page|this\.page)$/.test(String(value)));
  return givenPage || (root !== 'page' && root !== 'fs' && !locatorLinks.test(callee));
}

/** Methods that only look. */
function isReading(callee: string): boolean {
  return /(?:^|\.)(?:\w*[tT]ext\w*|is[A-Z]\w*|count|inputValue|getAttribute|innerHTML|boundingBox|evaluate\w*|\$\$?(?:eval)?|title|url|all|screenshot|content|route|unroute|addInitScript|setViewportSize|newPage|newContext|json|text|body|exposeFunction|cookies|addCookies|clearCookies|step|use|close)$/.test(
    callee,
  );
}
