import type { Argument, CallFact, MemberWrite, Span, TestFile } from '../../../facts.ts';
import type { FixtureSite } from '../../../fixtures.ts';
import { functionsAround, isWithin } from '../../../nesting.ts';
import type { RuleContext } from '../../../rule.ts';
import type { Source } from '../../../source.ts';
import { givenBy } from '../pytest/fixtures.ts';
import { variableNamed } from '../values.ts';
import type { Act } from './undoing.ts';

/** `app.dependency_overrides[get_db] = …`, `.update({…})`, `= {…}`: FastAPI's replacements, which stay in the application. */
export interface Override extends Act {
  readonly statement: Span;
  /** The application as written: `app`, `client.app`. */
  readonly app: string;
  /** What is replaced, as written; undefined when several at once. */
  readonly key?: string;
  readonly write?: MemberWrite;
}

export function overridesIn(file: TestFile, source: Source): Override[] {
  const written = file.memberWrites.flatMap((write): Override[] => {
    if (!sets(file, write)) return [];
    const { span, function: id, block, statement, key, targetSpan } = write;
    const app = appOf(source.slice(targetSpan));
    return [{ span, function: id, block, statement, app, write, ...(key && { key: source.slice(key.span) }) }];
  });
  const called = file.calls.flatMap((call): Override[] => {
    if (!/\.dependency_overrides\.update$/.test(call.callee)) return [];
    const { span, function: id, block, statement, arguments: values } = call;
    if (values.length === 0 || values.some(isSaved)) return [];
    return [{ span, function: id, block, statement, app: appOf(source.slice(call.calleeSpan)) }];
  });
  return [...written, ...called].sort((a, b) => a.span.start - b.span.start);
}

function appOf(text: string): string {
  return text.replace(/\.\s*dependency_overrides\b[\s\S]*$/, '').trim();
}

function sets(file: TestFile, { target, operator, value }: MemberWrite): boolean {
  if (!/^=$|^\|=$/.test(operator) || !value) return false;
  if (/\.dependency_overrides\.\?$/.test(target)) return !isSaved(value);
  return /\.dependency_overrides$/.test(target) && !isEmptied(file, value) && !isSaved(value);
}

/** `{}`, `dict()`, `None`. */
function isEmptied(file: TestFile, value: Argument): boolean {
  if (value.kind === 'null') return true;
  if (value.kind === 'object') return (value.properties?.length ?? 0) === 0 && value.form === undefined;
  const call = value.ref === undefined || value.kind !== 'call' ? undefined : file.calls[value.ref];
  return call?.callee === 'dict' && call.arguments.length === 0;
}

/** `original_overrides`, `saved`, `previous.copy()`: what was there before. */
function isSaved({ kind, value }: Argument): boolean {
  return kind === 'name' && /^_*(?:orig|saved?|prev|old|before|backup|initial)/i.test(String(value));
}

/** What takes a replacement away: `clear()`, `pop(…)` of it, `del`, `= {}`, the saved ones, or a helper that is named after it. */
export function removalsOf({ write }: Override, own: TestFile): (file: TestFile) => readonly Act[] {
  const wanted = nameOf(own, write?.key);
  const takes = (file: TestFile, key: Argument | undefined) => {
    const taken = nameOf(file, key);
    return wanted === undefined || taken === undefined || wanted === taken;
  };
  return (file) => [
    ...file.memberWrites.filter(
      (other) => /\.dependency_overrides(?:\.\?)?$/.test(other.target) && !sets(file, other) && takes(file, other.key),
    ),
    ...file.calls
      .filter(
        (call) =>
          removes(call) && (!/\.dependency_overrides\.pop$/.test(call.callee) || takes(file, call.arguments[0])),
      )
      .map((call) => (cleanUp.test(call.callee) ? { ...call, lasting: true as const } : call)),
  ];
}

/** `get_db` for an imported `get_db` or `deps.get_db`; undefined for what may be anything, as in a loop. */
function nameOf({ imports }: TestFile, key: Argument | undefined): string | undefined {
  if (key?.kind !== 'name') return undefined;
  const path = String(key.value).split('.');
  return imports.some(({ local }) => local === path[0]) ? path.at(-1) : undefined;
}

function removes({ callee, arguments: values }: CallFact): boolean {
  if (/\.dependency_overrides\.(?:clear|pop|popitem)$/.test(callee)) return true;
  if (/\.dependency_overrides\.update$/.test(callee)) return values.some(isSaved);
  if (/(?:clear|reset|restore|remove|drop|undo)\w*_?overrides?$|overrides?\w*_(?:clear|reset|restore)$/i.test(callee))
    return true;
  // `request.addfinalizer(app.dependency_overrides.clear)`
  return (
    cleanUp.test(callee) &&
    values.some(({ kind, value }) => kind === 'name' && /dependency_overrides|overrides?$/.test(String(value)))
  );
}

const cleanUp = /(?:^|\.)(?:addfinalizer|addCleanup|addClassCleanup|callback|push)$/;

/**
 * Who else sees the application: `own` is made for the test, `file` stands in this test file, `shared` is imported or comes from a
 * fixture that outlives the test.
 */
export type Owner = 'own' | 'file' | 'shared' | 'unknown';

export function ownerOf(context: RuleContext, { app, function: id }: Override): Owner {
  const [first = '', ...rest] = app.split('.');
  if (!/^\w+$/.test(first) || rest.some((part) => !/^\w+$/.test(part))) return 'unknown';
  return ownerOfName(context, { file: context.file, at: id }, first, 0);
}

interface Scope {
  readonly file: TestFile;
  /** The function that the name is used in. */
  readonly at: number;
  /** The fixture that the function is, in another file. */
  readonly site?: FixtureSite;
}

function ownerOfName(context: RuleContext, scope: Scope, name: string, steps: number): Owner {
  const { file, at, site } = scope;
  if (steps > 6) return 'unknown';
  const variable = variableNamed(file, name, at);
  if (variable?.level === 'function') {
    return variable.initial
      ? ownerOfValue(context, { ...scope, at: variable.function }, variable.initial, steps)
      : 'unknown';
  }
  const asking = [...functionsAround(file, at)].find(({ parameters }) => parameters.some((each) => each.name === name));
  if (asking) {
    const found = site ? context.fixtures.requested(site, name) : context.fixtures.find(name, asking);
    return found ? ownerOfFixture(context, found, steps + 1) : 'unknown';
  }
  if (variable?.level === 'module') {
    const { initial } = variable;
    if (initial?.kind === 'name' || (initial?.kind === 'call' && isClient(file, initial)))
      return ownerOfValue(context, { file, at: 0 }, initial, steps);
    return initial?.kind === 'call' ? 'file' : 'unknown';
  }
  const isImported = file.imports.some((entry) => entry.local === name && isWithin(file, at, entry.function));
  return isImported ? 'shared' : 'unknown';
}

function ownerOfFixture(context: RuleContext, site: FixtureSite, steps: number): Owner {
  if (site.fixture.scope !== 'function') return 'shared';
  const [given, ...more] = givenBy(site.file, site.fixture);
  if (!given?.value || more.length > 0) return 'unknown';
  return ownerOfValue(context, { file: site.file, at: site.fixture.function, site }, given.value, steps);
}

/** `create_app()` is one of its own, `TestClient(app)` belongs to what it is for; what is only got may be kept somewhere. */
function ownerOfValue(context: RuleContext, scope: Scope, value: Argument, steps: number): Owner {
  if (value.kind === 'name') return ownerOfName(context, scope, String(value.value).split('.')[0] ?? '', steps + 1);
  if (value.kind !== 'call' || value.ref === undefined) return 'unknown';
  const call = scope.file.calls[value.ref];
  if (!call) return 'unknown';
  if (isClient(scope.file, value)) {
    const app = call.arguments.find(({ name }) => name === 'app' || name === 'transport') ?? call.arguments[0];
    return app ? ownerOfValue(context, scope, app, steps + 1) : 'unknown';
  }
  return /(?:^|[._])get_/.test(call.callee) ? 'unknown' : 'own';
}

function isClient({ calls }: TestFile, { ref }: Argument): boolean {
  return ref !== undefined && /(?:Client|Transport|Manager)$/.test(calls[ref]?.callee ?? '');
}
