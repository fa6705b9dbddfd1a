import type { Assertion } from '../facts.ts';

type Compares = Assertion['compares'];

const names: Readonly<Record<Exclude<Compares, 'other'>, string>> = {
  equal:
    'toBe toEqual toStrictEqual toHaveLength toHaveValue toHaveText toHaveCount toHaveURL toHaveTitle toHaveAttribute toHaveTextContent ' +
    'toHaveCSS toHaveId equal eq equals eql eqls eqTo strictEqual deepEqual deepStrictEqual notEqual notStrictEqual notDeepEqual ' +
    'notDeepStrictEqual lengthOf length notEqualTo deepEquals is',
  less: 'toBeLessThan toBeLessThanOrEqual below lessThan lt most lte isBelow isAtMost lessThanOrEqual beforeOrEqual',
  greater: 'toBeGreaterThan toBeGreaterThanOrEqual above greaterThan gt least gte isAbove isAtLeast greaterThanOrEqual',
  truthy:
    'toBeTruthy toBeFalsy toBeDefined toBeUndefined toBeNull toBeNaN toBeNullable true false ok null undefined exist exists empty NaN ' +
    'isTrue isFalse isOk isNotOk notOk isNull isNotNull isUndefined isDefined isNaN toBeInTheDocument toBeVisible toBeHidden toBeChecked ' +
    'toBeDisabled toBeEnabled toBeEmpty toBeEmptyDOMElement toBeAttached toBeEditable toBeFocused toBeInViewport toBeOK toHaveFocus ' +
    'toBeRequired toBeValid toBeInvalid truthy finite isEmpty isNotEmpty frozen',
  contains:
    'toContain toContainEqual toMatch toMatchObject toHaveProperty toContainText toContainHTML toHaveClass toContainClass include includes ' +
    'contain contains match matches property keys members containSubset startWith endWith string ownProperty nested partialDeepStrictEqual ' +
    'doesNotMatch notInclude toContainElement oneOf toContainKey toContainKeys isSubset toSatisfyAny toBeOneOf',
  throws:
    'toThrow toThrowError toThrowErrorMatchingSnapshot toThrowErrorMatchingInlineSnapshot throw throws doesNotThrow rejects doesNotReject ' +
    'rejected rejectedWith toReject',
  called:
    'toHaveBeenCalled toHaveBeenCalledTimes toHaveBeenCalledWith toHaveBeenLastCalledWith toHaveBeenNthCalledWith toBeCalled toBeCalledTimes ' +
    'toBeCalledWith lastCalledWith nthCalledWith toHaveBeenCalledOnce toHaveBeenCalledExactlyOnceWith toHaveBeenCalledBefore ' +
    'toHaveBeenCalledAfter toHaveReturned toHaveReturnedTimes toHaveReturnedWith toHaveLastReturnedWith toHaveNthReturnedWith toHaveResolved ' +
    'toHaveResolvedTimes toHaveResolvedWith toHaveLastResolvedWith toHaveNthResolvedWith called calledOnce calledTwice calledThrice calledWith ' +
    'calledOnceWith calledOnceWithExactly calledWithExactly calledWithMatch callCount notCalled alwaysCalledWith calledBefore calledAfter callOrder',
  snapshot:
    'toMatchSnapshot toMatchInlineSnapshot toMatchFileSnapshot toHaveScreenshot toMatchScreenshot toMatchAriaSnapshot toMatchImageSnapshot ' +
    'matchSnapshot snapshot fileSnapshot toMatchAriaInlineSnapshot',
  type: 'toBeInstanceOf toBeTypeOf instanceof instanceOf instance a an typeOf isString isNumber isObject isArray isFunction isBoolean assertType toBeA',
};

const kinds = ['equal', 'less', 'greater', 'truthy', 'contains', 'throws', 'called', 'snapshot', 'type'] as const;
const exact: ReadonlyMap<string, Compares> = new Map(
  kinds.flatMap((kind) => names[kind].split(/\s+/).map((name): [string, Compares] => [name, kind])),
);

export function comparesOf(matcher: string): Compares {
  return exact.get(matcher) ?? (matcher.endsWith('Snapshot') ? 'snapshot' : 'other');
}

/** Playwright matchers that retry and give a promise. `toBeOK` and the snapshot ones too. */
const webFirst: ReadonlySet<string> = new Set(
  (
    'toBeAttached toBeChecked toBeDisabled toBeEditable toBeEmpty toBeEnabled toBeFocused toBeHidden toBeInViewport toBeVisible toContainText ' +
    'toContainClass toHaveAccessibleDescription toHaveAccessibleErrorMessage toHaveAccessibleName toHaveAttribute toHaveClass toHaveCount toHaveCSS ' +
    'toHaveId toHaveJSProperty toHaveRole toHaveScreenshot toHaveText toHaveTitle toHaveURL toHaveValue toHaveValues toMatchAriaSnapshot toBeOK toPass'
  ).split(' '),
);

export function isWebFirst(matcher: string): boolean {
  return webFirst.has(matcher);
}

/** chai assertions written as properties: `expect(x).to.be.true`. */
const properties: ReadonlySet<string> = new Set(
  (
    'true false ok null undefined NaN exist empty arguments extensible sealed frozen finite fulfilled rejected ' +
    'called calledOnce calledTwice calledThrice calledWithNew visible hidden disabled'
  ).split(' '),
);

export function isPropertyAssertion(name: string): boolean {
  return properties.has(name);
}

/** Named exports of node:assert and methods of `assert` that check something. */
export const assertMethods: ReadonlySet<string> = new Set(
  (
    'ok equal notEqual strictEqual notStrictEqual deepEqual notDeepEqual deepStrictEqual notDeepStrictEqual partialDeepStrictEqual throws ' +
    'doesNotThrow rejects doesNotReject match doesNotMatch fail ifError'
  ).split(' '),
);

/** Queries of Testing Library that throw when nothing (or too much) is there. */
export const throwingQuery =
  /^(?:get|find)(?:All)?By(?:Role|LabelText|PlaceholderText|Text|DisplayValue|AltText|Title|TestId)$/;
