import type { CallFact, Framework, TestFile } from '../../../facts.ts';

/** Whose `expect` it is: Jest's own (also Playwright's), Vitest's (Jest's matchers on chai), or chai's. */
export type ExpectKind = 'jest' | 'vitest' | 'chai';

const kinds: Readonly<Partial<Record<Framework, ExpectKind>>> = { vitest: 'vitest', jest: 'jest', playwright: 'jest' };

/** Undefined for an `expect` of unknown make: other libraries (unexpected, expect.js) mean other things by the same words. */
export function expectKind(file: TestFile, opening: CallFact): ExpectKind | undefined {
  if (!isPlainExpect(opening.callee)) return undefined;
  const module = opening.origin?.module;
  if (module === undefined) return isDeclaredHere(file) ? undefined : kinds[file.framework];
  if (/^chai(?:$|[/-])/.test(module)) return 'chai';
  if (/^(?:expect|@jest\/(?:globals|expect)|bun:test)$/.test(module)) return 'jest';
  // The file's own module that hands on the runner's expect.
  if (module.startsWith('.')) return kinds[file.framework] ?? kindByUse(file);
  return /vitest|playwright|jest/.test(module) ? kinds[file.framework] : undefined;
}

/** What the file's own module hands on when no runner is known: Jest's matchers, or chai's words, tell it elsewhere in the file. */
function kindByUse(file: TestFile): ExpectKind | undefined {
  const links = file.assertions.filter(({ style }) => style === 'expect' || style === 'chai');
  if (links.some(({ matcher }) => isMatcher(matcher))) return 'jest';
  return links.some(({ style }) => style === 'chai') ? 'chai' : undefined;
}

/** `expect`, `expect.soft`, `t.expect`: the call that takes what is checked. */
export function isPlainExpect(callee: string): boolean {
  return /^(?:(?:t|ctx|context)\.)?expect(?:\.soft)?$/.test(callee);
}

const declaring = new WeakMap<TestFile, boolean>();

/** Not imported and not global: a function or a plain variable of the file (a test's `({ expect })` is no variable). */
function isDeclaredHere(file: TestFile): boolean {
  const known = declaring.get(file);
  if (known !== undefined) return known;
  const isDeclared =
    file.functions.some(({ name, className }) => name === 'expect' && className === undefined) ||
    file.variables.some(({ name, value }) => name === 'expect' && (value === 'function' || value === 'instance'));
  declaring.set(file, isDeclared);
  return isDeclared;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Jest's and Vitest's matchers that take no argument. */
export const bareMatchers = words(
  'toBeTruthy toBeFalsy toBeDefined toBeUndefined toBeNull toBeNullable toBeNaN toHaveBeenCalled toHaveBeenCalledOnce toBeCalled ' +
    'toHaveReturned toHaveResolved toReturn',
);

/** Matchers of jest-dom and Playwright that need none. */
export const bareDomMatchers = words(
  'toBeInTheDocument toBeVisible toBeHidden toBeDisabled toBeEnabled toBeChecked toBePartiallyChecked toBeEmptyDOMElement toBeRequired ' +
    'toBeValid toBeInvalid toHaveFocus toBeFocused toBeAttached toBeEditable toBeInViewport toBeOK',
);

/** Jest's and Vitest's matchers of one argument. */
export const unaryMatchers = words(
  'toBe toEqual toStrictEqual toHaveLength toBeGreaterThan toBeGreaterThanOrEqual toBeLessThan toBeLessThanOrEqual toContain ' +
    'toContainEqual toMatch toMatchObject toBeInstanceOf toBeTypeOf toHaveBeenCalledTimes toBeCalledTimes toBeOneOf toSatisfy',
);

const otherMatchers = words(
  'toThrow toThrowError toBeCloseTo toHaveProperty toHaveBeenCalledWith toHaveBeenLastCalledWith toHaveBeenNthCalledWith toBeCalledWith ' +
    'lastCalledWith toHaveBeenCalledExactlyOnceWith toHaveReturnedWith toHaveReturnedTimes toHaveLastReturnedWith toHaveNthReturnedWith ' +
    'toMatchSnapshot toMatchInlineSnapshot toMatchFileSnapshot toThrowErrorMatchingSnapshot toThrowErrorMatchingInlineSnapshot ' +
    'toHaveText toContainText toHaveCount toHaveURL toHaveTitle toHaveAttribute toHaveClass toHaveValue toHaveStyle toHaveTextContent ' +
    'toHaveCSS toHaveScreenshot',
);

/** A matcher of Jest, Vitest, jest-dom or Playwright. */
export function isMatcher(name: string): boolean {
  return [bareMatchers, bareDomMatchers, unaryMatchers, otherMatchers].some((known) => known.has(name));
}

const chaiMethods = words(
  'equal equals eq eql eqls include includes contain contains throw throws Throw instanceof instanceOf property ownProperty lengthOf ' +
    'above below least most within gt gte lt lte greaterThan lessThan match matches string keys key members oneOf satisfy satisfies ' +
    'closeTo approximately change increase decrease respondTo a an calledWith calledOnceWith calledWithExactly callCount rejectedWith',
);

const connectives = words(
  'to be been is that which and has have with at of same but does still also not deep nested own any all eventually',
);

/** chai's methods, and the words that only join them: none of them checks anything until it is called. */
export function isChaiLink(name: string): boolean {
  return chaiMethods.has(name) || connectives.has(name);
}

/** Methods of `assert`, Node's and chai's. */
export const assertMethods = words(
  'ok equal notEqual strictEqual notStrictEqual deepEqual notDeepEqual deepStrictEqual notDeepStrictEqual throws doesNotThrow rejects ' +
    'doesNotReject match doesNotMatch fail ifError isTrue isFalse isNull isNotNull isDefined isUndefined include',
);

/** In a function whose error is what the test is about: `expect(() => { expect(1).nope; }).toThrow()`. */
export function isProvokedError(file: TestFile, id: number): boolean {
  const argumentOf = file.functions[id]?.argumentOf;
  const call = argumentOf === undefined ? undefined : file.calls[argumentOf];
  return call !== undefined && (isPlainExpect(call.callee) || /(?:^|\.)(?:throws|rejects)$/.test(call.callee));
}
