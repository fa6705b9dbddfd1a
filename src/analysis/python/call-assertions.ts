import type { Assertion, Span } from '../facts.ts';
import { child } from './syntax.ts';
import { argument, type CallSite, standing, type Walk } from './walk.ts';

type Reading = Pick<Assertion, 'style' | 'matcher' | 'compares' | 'negated'> &
  Partial<Pick<Assertion, 'actual' | 'expected' | 'asynchronous'>>;

const raising = /^pytest\.(raises|warns|deprecated_call|RaisesGroup|RaisesExc)$/;
const mocks =
  /\.(assert_(not_)?(called|awaited)|assert_(called|awaited)_(once|with|once_with)|assert_any_(call|await)|assert_has_(calls|awaits)|assert_not_(called|awaited))$/;
const frames = /^(numpy|pandas|torch|polars|xarray|geopandas|dask|cupy|jax)\.([\w.]*\.)?_?testing\.(assert_\w+)$/;
const unittest = /^(?:self|cls)\.(assert[A-Z]\w*|fail|failIf|failUnless)$/;
/** Playwright: `expect(locator).not_to_be_visible()`. */
const webFirst = /^playwright\.(a?)sync_api\.expect\(\)\.(not_)?to_\w+$/;
const others = /^(hamcrest|assertpy)\.([\w.]+\.)?assert_that$|^responses\.assert_call_count$/;

/** An assertion that is a call. */
export function assertionCall(site: CallSite, { session }: Walk): void {
  const reading = read(site);
  if (!reading) return;
  session.assertions.push({
    id: session.assertions.length,
    ...standing(site.node, site.place),
    asynchronous: false,
    handling: site.handling,
    call: site.id,
    ...reading,
  });
}

function read(site: CallSite): Reading | undefined {
  const { callee } = site;
  if (raising.test(callee)) return raises(site);
  if (callee === 'pytest.fail') return { style: 'other', matcher: callee, compares: 'other', negated: false };
  const method = unittest.exec(callee)?.[1];
  if (method !== undefined) return unittestMethod(site, method);
  const mock = mocks.exec(callee)?.[1];
  if (mock !== undefined) {
    const object = child(site.called, 'object');
    return {
      style: 'mock',
      matcher: mock,
      compares: 'called',
      negated: mock.includes('_not_'),
      ...sides(object, argument(site, 0)?.node),
    };
  }
  const frame = frames.exec(callee)?.[3];
  if (frame !== undefined) {
    const compares = /raises|warns/.test(frame)
      ? 'throws'
      : /less/.test(frame)
        ? 'less'
        : /equal|close/.test(frame)
          ? 'equal'
          : 'other';
    return { style: 'other', matcher: frame, compares, negated: false, ...operands(site) };
  }
  const page = webFirst.exec(callee);
  if (page) return webFirstMatcher(site, page[1] === 'a', page[2] !== undefined);
  if (others.test(callee))
    return { style: 'other', matcher: last(callee), compares: 'other', negated: false, ...operands(site) };
  return undefined;
}

function raises(site: CallSite): Reading | undefined {
  // Inside `RaisesGroup(…)` it describes a member and checks nothing itself.
  if (/Raises(Group|Exc)$/.test(site.callee) && site.handling === 'argument') return undefined;
  const expected = argument(site, 0, 'expected_exception', 'expected_warning')?.node;
  const actual =
    site.callee === 'pytest.raises' || site.callee === 'pytest.warns' ? argument(site, 1)?.node : undefined;
  return { style: 'raises', matcher: site.callee, compares: 'throws', negated: false, ...sides(actual, expected) };
}

/** How unittest's methods compare; what is not listed compares `other`. */
const comparisons: readonly (readonly [RegExp, Assertion['compares']])[] = [
  [/Raises|Warns/, 'throws'],
  [/(IsInstance)$/, 'type'],
  [/(True|False)$/, 'truthy'],
  [/(Less|LessEqual)$/, 'less'],
  [/(Greater|GreaterEqual)$/, 'greater'],
  [/(In|NotIn|Contains|Regex|Subset)$/, 'contains'],
  [/(Equals?|Is|IsNot|IsNone|IsNotNone|AlmostEqual)$/, 'equal'],
];

function unittestMethod(site: CallSite, method: string): Reading {
  const compares = comparisons.find(([name]) => name.test(method))?.[1] ?? 'other';
  const negated = /Not|^assertFalse$|^assertNo|^failIf$/.test(method);
  const single = /True$|False$|None$|^fail/.test(method);
  const thrown = compares === 'throws';
  const checked = thrown
    ? sides(argument(site, 1)?.node, argument(site, 0)?.node)
    : single
      ? sides(argument(site, 0)?.node)
      : operands(site);
  return { style: 'unittest', matcher: method, compares, negated, ...(method === 'fail' ? {} : checked) };
}

function webFirstMatcher(site: CallSite, asynchronous: boolean, negated: boolean): Reading {
  const expectCall = child(site.called, 'object');
  const actual = child(expectCall, 'arguments')?.children[0];
  const matcher = last(site.callee);
  const compares = /visible|enabled|checked|hidden|focused|empty|attached/.test(matcher)
    ? 'truthy'
    : /contain/.test(matcher)
      ? 'contains'
      : 'equal';
  return { style: 'expect', matcher, compares, negated, asynchronous, ...sides(actual, argument(site, 0)?.node) };
}

function operands(site: CallSite) {
  return sides(argument(site, 0)?.node, argument(site, 1)?.node);
}

function sides(actual?: Span, expected?: Span): { actual?: Span; expected?: Span } {
  return {
    ...(actual && { actual: { start: actual.start, end: actual.end } }),
    ...(expected && { expected: { start: expected.start, end: expected.end } }),
  };
}

function last(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
