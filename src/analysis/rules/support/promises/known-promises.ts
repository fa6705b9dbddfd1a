import type { CallFact, TestFile } from '../../../facts.ts';
import type { RuleContext } from '../../../rule.ts';
import { isLocator, isPage } from '../ui/pages.ts';
import { variableNamed } from '../values.ts';

/** A call that is known to give a promise, and what is lost when nobody awaits it. */
export interface KnownPromise {
  /** Completes "… : the test goes on before". */
  readonly before: string;
}

const browserModule = /^(?:vitest\/browser|@vitest\/browser\/context)$/;

const userEvents =
  /^(?:click|dblClick|tripleClick|hover|unhover|tab|keyboard|type|clear|upload|selectOptions|deselectOptions|copy|cut|paste|pointer|fill|dragAndDrop|wheel)$/;

/** Methods of Playwright's pages, frames, locators and devices that give promises. Source: the API of Playwright 1.65. */
const pageMethods = new Set(
  (
    'click dblclick dblClick tripleClick tap hover fill clear check uncheck setChecked selectOption setInputFiles press pressSequentially type dragTo ' +
    'dragAndDrop dispatchEvent focus blur selectText scrollIntoViewIfNeeded goto reload goBack goForward setContent waitForTimeout ' +
    'evaluate screenshot route unroute addInitScript bringToFront setViewportSize exposeFunction textContent innerText innerHTML ' +
    'inputValue getAttribute isVisible isHidden isEnabled isChecked allTextContents allInnerTexts count boundingBox title content'
  ).split(' '),
);

/** Functions that everybody knows to give promises, by what they come from. */
const timers =
  /^(?:vi|jest)\.(?:advanceTimersByTimeAsync|advanceTimersToNextTimerAsync|runAllTimersAsync|runOnlyPendingTimersAsync|dynamicImportSettled)$/;
const files =
  /^fs\.promises\.(?:writeFile|appendFile|mkdir|rm|rmdir|unlink|rename|copyFile|cp|symlink|utimes|chmod|access|mkdtemp)$/;

/** What kind of promise a call gives, as far as names and packages tell for sure. */
export function knownPromise(context: RuleContext, call: CallFact): KnownPromise | undefined {
  const { file } = context;
  const { callee } = call;
  if (isUserEvent(context, call)) return { before: 'the event has been handled' };
  if (isPageCall(file, call)) return { before: 'the page has done it' };
  if (timers.test(callee)) return { before: 'the timers have run' };
  if (files.test(callee) && call.origin) return { before: 'the file system has done it' };
  if (callee === 'act' && isAsyncCallback(file, call)) return { before: 'the updates have been flushed' };
  const module = call.origin?.module;
  if (isAsyncProperty(file, call)) return { before: 'the property has been tried' };
  if (callee === 'flushPromises' && module === '@vue/test-utils') return { before: 'pending promises have settled' };
  if (callee === 'nextTick' && module === 'vue' && call.arguments.length === 0) return { before: 'Vue has updated' };
  return undefined;
}

/** `fc.assert(fc.asyncProperty(…))` gives a promise, `fc.assert(fc.property(…))` does not. Source: fast-check 4, `assert`. */
function isAsyncProperty(file: TestFile, { callee, origin, arguments: [property] }: CallFact): boolean {
  if (origin?.module !== 'fast-check' || !/(?:^|\.)assert$/.test(callee)) return false;
  const made = property?.kind === 'call' && property.ref !== undefined ? file.calls[property.ref]?.callee : undefined;
  return made !== undefined && /(?:^|\.)asyncProperty(?:\(\)\.(?:beforeEach|afterEach))*$/.test(made);
}

function isAsyncCallback(file: TestFile, { arguments: [callback], origin }: CallFact): boolean {
  if (!origin || callback?.kind !== 'function' || callback.ref === undefined) return false;
  return file.functions[callback.ref]?.async === true;
}

/** Up to version 13 user-event is synchronous; `setup()` came with 14, and Vitest's browser mode has promises only. */
function isUserEvent({ file, project }: RuleContext, call: CallFact): boolean {
  const [root = '', method = '', ...rest] = call.callee.split('.');
  if (rest.length > 0 || !userEvents.test(method)) return false;
  const module = call.origin?.module ?? '';
  if (browserModule.test(module)) return true;
  if (module === '@testing-library/user-event') {
    return (project.userEvent ?? 0) >= 14 || file.calls.some(({ callee }) => callee === 'userEvent.setup');
  }
  if (call.origin) return false;
  const { initial } = variableNamed(file, root, call.function) ?? {};
  const made = initial?.kind === 'call' && initial.ref !== undefined ? file.calls[initial.ref] : undefined;
  return made?.callee === 'userEvent.setup';
}

/** Playwright's pages and locators; in Vitest's browser mode the locators are made with its own `page`. */
function isPageCall(file: TestFile, call: CallFact): boolean {
  if (file.framework === 'playwright') return isOnPage(file, call);
  const isBrowserMode = browserModule.test(call.origin?.module ?? '') && call.callee.startsWith('page.');
  return isBrowserMode && call.callee.includes('()') && isOnPage(file, call);
}

function isOnPage(file: TestFile, { callee, arguments: args }: CallFact): boolean {
  const at = callee.lastIndexOf('.');
  const receiver = callee.slice(0, Math.max(0, at));
  const method = callee.slice(at + 1);
  if (/^(?:[\w$]+\.)*page\d*\.(?:keyboard|mouse|touchscreen)$/.test(receiver)) return true;
  if (!pageMethods.has(method) || receiver.startsWith('expect')) return false;
  // `.filter(…)`, `page.type` of something else: an action on a page is given what it acts on.
  if (isPage(receiver))
    return args.length > 0 || /^(?:goto|reload|goBack|goForward|bringToFront|title|content|screenshot)$/.test(method);
  return isLocator(file, receiver);
}
