import type { Argument, CallFact, Fixture, FunctionFact, Span } from '../../../facts.ts';
import type { FixDraft, RuleContext } from '../../../rule.ts';
import { literally, wholeName } from '../../../words.ts';
import { functionsNamed } from '../scope.ts';
import { areExclusive, isCollected } from './fixtures.ts';

export interface DeprecatedUse {
  readonly at: Span;
  /** What is used, to stand before "is deprecated". */
  readonly what: string;
  readonly plugin: 'pytest' | 'pytest-asyncio';
  readonly since: string;
  /** What to write instead, as a sentence. */
  readonly instead: string;
  readonly fix?: FixDraft;
}

export function* deprecatedUses(context: RuleContext): Generator<DeprecatedUse> {
  const { file } = context;
  for (const call of file.calls) {
    if (call.callee === 'pytest.mark.asyncio') yield* markScope(context, call);
    if (call.callee === 'pytest.mark.parametrize') yield* usedUpValues(context, call);
    if (/^request(?:\.\w+)*\.getfixturevalue$/.test(call.callee)) yield* lateRequest(context, call);
  }
  for (const fixture of file.fixtures) {
    const fn = file.functions[fixture.function];
    if (!fn || !isCollected(file, fixture)) continue;
    yield* yieldFixture(context, fixture);
    yield* loopPolicy(fixture);
    yield* classFixture(context, fixture, fn);
  }
}

function* markScope({ source }: RuleContext, call: CallFact): Generator<DeprecatedUse> {
  const scope = call.arguments.find(({ name }) => name === 'scope');
  // The span of a keyword argument is that of its value.
  const keyword = scope && /\bscope\s*=\s*$/.exec(source.text.slice(call.span.start, scope.span.start));
  if (!scope || !keyword) return;
  const start = call.span.start + keyword.index;
  yield {
    at: { start, end: scope.span.end },
    what: 'The argument "scope" of mark.asyncio',
    plugin: 'pytest-asyncio',
    since: '0.24',
    instead: 'Write loop_scope.',
    fix: {
      title: 'Write loop_scope',
      safety: 'safe',
      edits: [{ start, end: start + 'scope'.length, text: 'loop_scope' }],
    },
  };
}

const iterators =
  /^(?:zip|map|filter|enumerate|reversed|iter|itertools\.(?:product|chain|chain\.from_iterable|combinations|permutations|islice|starmap|combinations_with_replacement|zip_longest|accumulate|takewhile|dropwhile|pairwise)|(?:csv|pathlib)\.\w+\(\)\.(?:glob|rglob|iterdir))$/;

function* usedUpValues({ file, source }: RuleContext, call: CallFact): Generator<DeprecatedUse> {
  const positional = call.arguments.filter(({ name, kind }) => name === undefined && kind !== 'spread');
  const named = call.arguments.find(({ name }) => name === 'argvalues');
  const values = named ?? positional[1];
  if (!values || !isIterator(values)) return;
  const { start } = values.span;
  const text = source.slice(values.span);
  const bare = values.form === 'generator' && text.startsWith('(') ? text.slice(1, -1) : text;
  yield {
    at: values.span,
    what: 'An iterator as the values of parametrize, which is empty when it is read again,',
    plugin: 'pytest',
    since: '9.1',
    instead: 'Make a list of it.',
    fix: {
      title: 'Make a list of the values',
      safety: 'safe',
      edits: [{ start, end: values.span.end, text: `list(${bare})` }],
    },
  };

  function isIterator(value: Argument): boolean {
    if (value.form === 'generator') return true;
    const inner = value.ref === undefined || value.kind !== 'call' ? undefined : file.calls[value.ref];
    if (!inner) return false;
    const made = functionsNamed(file, inner.callee).filter((fn) => fn.parent === 0 && fn.className === undefined);
    if (made.length > 0) return made.every((fn) => fn.generator && fn.decorators.length === 0);
    return iterators.test(inner.callee);
  }
}

/** After the yield, for a fixture that was not there before. */
function* lateRequest({ file, fixtures }: RuleContext, call: CallFact): Generator<DeprecatedUse> {
  const fn = file.functions[call.function];
  const fixture = file.fixtures.find((each) => each.function === call.function);
  const [first] = call.arguments;
  if (!fn || !fixture || fn.yieldEnd === undefined || call.span.start < fn.yieldEnd || first?.kind !== 'string') return;
  const isAfter = fn.yields?.some(
    ({ span, block }) => span.end <= call.span.start && !areExclusive(file, block, call.block),
  );
  if (!isAfter) return;
  const name = String(first.value);
  const isEarlier = file.calls.some(
    (other) =>
      other.function === fn.id &&
      other.callee === call.callee &&
      other.span.start < call.span.start &&
      other.arguments[0]?.value === name,
  );
  const site = fixtures.find(fixture.name, file.functions[0] ?? fn);
  if (isEarlier || (site && fixture.requests.includes(name))) return;
  yield {
    at: call.span,
    what: `Requesting "${name}" for the first time during clean-up`,
    plugin: 'pytest',
    since: '9.1',
    instead: 'Request it before the yield, best as a parameter.',
  };
}

function* yieldFixture({ source }: RuleContext, { decorator }: Fixture): Generator<DeprecatedUse> {
  if (decorator?.callee !== 'pytest.yield_fixture') return;
  const at = /^@\s*pytest\.(?=yield_fixture\b)/.exec(source.slice(decorator.span));
  const start = decorator.span.start + (at?.[0].length ?? 0);
  yield {
    at: decorator.span,
    what: 'pytest.yield_fixture',
    plugin: 'pytest',
    since: '6.2',
    instead: 'pytest.fixture yields as well.',
    ...(at && {
      fix: {
        title: 'Write pytest.fixture',
        safety: 'safe',
        edits: [{ start, end: start + 'yield_fixture'.length, text: 'fixture' }],
      },
    }),
  };
}

function* loopPolicy({ name, nameSpan }: Fixture): Generator<DeprecatedUse> {
  if (name !== 'event_loop_policy') return;
  yield {
    at: nameSpan,
    what: 'Overriding the event_loop_policy fixture',
    plugin: 'pytest-asyncio',
    since: '1.4',
    instead: 'Implement the hook pytest_asyncio_loop_factories in a conftest.py.',
  };
}

/** On an instance of its own: what it sets on `self` no test ever sees. */
function* classFixture({ file, source }: RuleContext, fixture: Fixture, fn: FunctionFact): Generator<DeprecatedUse> {
  const isClass = fixture.scope === 'class' && fn.className !== undefined;
  const [self] = fn.parameters;
  if (!isClass || fn.decorators.some(({ callee }) => /^(?:classmethod|staticmethod)$/.test(callee))) return;
  if (!self || self.name === 'cls' || file.functions[fn.parent]?.role === 'function') return;
  const accesses = self.accesses ?? [];
  const text = source.slice(fn.body);
  const sets = new RegExp(`\\b${literally(self.name)}\\.\\w+\\s*(?::[^=\\n]+)?=(?!=)`).test(text);
  const indent = source.indentAt(fn.asyncInsertAt);
  const isUsed = accesses.length > 0 || new RegExp(wholeName(self.name)).test(text);
  yield {
    at: fixture.nameSpan,
    what: 'A class-scoped fixture as an instance method',
    plugin: 'pytest',
    since: '9.1',
    instead: sets
      ? 'What it sets on self no test sees: make it a classmethod and set it on cls.'
      : 'Make it a classmethod.',
    // With `self` in the body more than one line changes.
    ...(!isUsed &&
      fixture.decorator && {
        fix: {
          title: 'Make it a classmethod',
          safety: 'suggested',
          edits: [
            { start: fn.asyncInsertAt, end: fn.asyncInsertAt, text: `@classmethod${source.eol}${indent}` },
            { ...self.span, text: 'cls' },
          ],
        },
      }),
  };
}
