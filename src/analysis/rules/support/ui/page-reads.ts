import type { Argument, Assertion, CallFact, TestFile, Variable } from '../../../facts.ts';
import { partsOf } from '../assertions/parts.ts';
import { variableNamed } from '../values.ts';
import { isHandle, isLocator, isPage, lastLink, receiverPath } from './pages.ts';

/** A value read from the page once, and the assertion that compares it. */
export interface PageRead {
  readonly call: CallFact;
  readonly method: string;
  /** `page.title()`, `page.textContent('h1')` (asked of the page by selector), `locator.count()`, or of an element handle. */
  readonly of: 'page' | 'selector' | 'locator' | 'handle' | 'member';
  readonly assertion: Assertion;
  /** The variable between them. */
  readonly variable?: Variable;
  /** `(await read())?.trim()`. */
  readonly trimmed: boolean;
}

const states = 'isVisible isHidden isEnabled isDisabled isEditable isChecked';
const texts = 'textContent innerText innerHTML inputValue getAttribute';
const lists = 'count allTextContents allInnerTexts';
const readers: ReadonlySet<string> = new Set(`${states} ${texts} ${lists} title url`.split(' '));
/** Names that page objects and other libraries have too: only believed of what is known to be a locator. */
const common: ReadonlySet<string> = new Set(`${states} count`.split(' '));

/** The read behind the value that an assertion checks; undefined when it is something else. */
export function readBehind(file: TestFile, assertion: Assertion): PageRead | undefined {
  // `expect(x).not.toBe(…)` reads as chai.
  if ((assertion.style !== 'expect' && assertion.style !== 'chai') || assertion.asynchronous) return undefined;
  const { subject } = partsOf(file, assertion);
  if (subject?.kind === 'name') {
    const variable = variableNamed(file, String(subject.value), assertion.function);
    if (!variable?.constant || !variable.initial) return undefined;
    const read = readIn(file, variable.initial);
    return read && { ...read, assertion, variable };
  }
  const read = subject && readIn(file, subject);
  return read && { ...read, assertion };
}

function readIn(file: TestFile, value: Argument): Omit<PageRead, 'assertion' | 'variable'> | undefined {
  const outer = value.kind === 'call' && value.ref !== undefined ? file.calls[value.ref] : undefined;
  if (!outer) return undefined;
  const trimmed = /\(\)\.trim$/.test(outer.callee) && outer.arguments.length === 0;
  const path = trimmed ? outer.callee.replace(/\(\)\.trim$/, '') : outer.callee;
  const call = trimmed ? innerCall(file, outer, path) : outer;
  if (!call) return undefined;
  const method = lastLink(path);
  const of = sourceOf(file, call, method);
  const isAwaited = value.awaited === true || call.handling === 'awaited';
  if (!of || (method !== 'url' && !isAwaited)) return undefined;
  return { call, method, of, trimmed };
}

function innerCall(file: TestFile, outer: CallFact, path: string): CallFact | undefined {
  return file.calls.find(
    (call) => call.callee === path && call.span.start >= outer.span.start && call.span.end <= outer.span.end,
  );
}

function sourceOf(file: TestFile, call: CallFact, method: string): PageRead['of'] | undefined {
  const receiver = receiverPath(call.callee);
  if (!readers.has(method) || receiver === '') return undefined;
  const given = call.arguments.length;
  if (method === 'title' || method === 'url') {
    return given === 0 && isPage(receiver) && !/(?:^|\.)frame$/.test(receiver) ? 'page' : undefined;
  }
  if (isLocator(file, receiver)) return 'locator';
  if (isPage(receiver)) return given > 0 && !lists.includes(method) ? 'selector' : undefined;
  if (isHandle(file, receiver)) return 'handle';
  // A field of a page object, a parameter: by what only a locator has.
  return common.has(method) || method === 'innerHTML' || receiver.endsWith(')') ? undefined : 'member';
}

/** Methods that answer at once, also when nothing is there yet. The others wait for the element. */
export function answersAtOnce({ method, of }: PageRead): boolean {
  return /^(?:isVisible|isHidden|count|all\w+|title|url)$/.test(method) || of === 'handle';
}
