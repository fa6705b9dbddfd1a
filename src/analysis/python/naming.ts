import type { Naming } from '../language.ts';
import { literally } from '../words.ts';
import type { Scope } from './scopes.ts';
import type { Place, Session } from './session.ts';
import { child, type Syntax } from './syntax.ts';

/** What pytest collects when nobody says otherwise; unittest's loader takes the same names of methods. */
export const usualNaming: Naming = { functions: ['test'], classes: ['Test'], customCollector: false };

/** pytest takes a pattern without wildcards as a prefix. Source: `_matches_prefix_or_glob_option` of its python.py. */
export function matchesName(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => name.startsWith(pattern) || (/[*?[]/.test(pattern) && glob(pattern).test(name)));
}

/** Python's fnmatch: `*` crosses slashes. */
export function glob(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
    .replaceAll('[!', '[^');
  try {
    return new RegExp(`^${source}$`);
  } catch {
    // An unclosed bracket stands for itself.
    return new RegExp(`^${literally(pattern)}$`);
  }
}

/**
 * Is this class one whose methods are tests? By its name, as a subclass of `TestCase`, or because it says `__test__ = True`.
 * @param body of the class, when it has one
 */
export function isCollectedClass(
  { name, bases, body }: { readonly name: string; readonly bases: readonly string[]; readonly body?: Syntax },
  place: Place,
  session: Session,
): boolean {
  if (!session.holdsTests || place.scope.kind === 'function') return false;
  if (place.scope.kind !== 'module' && place.scope.suite === undefined) return false;
  return (
    matchesName(session.naming.classes, name) ||
    bases.some((base) => isTestCase(base, session, 0)) ||
    (body !== undefined && saysTest(body, session)) ||
    (session.naming.customCollector && isTakenByCollector(name, bases, place, session))
  );
}

/** unittest's loader asks for `test…`, whatever pytest is told of its own functions. */
export function isCollectedName(name: string, scope: Scope, session: Session): boolean {
  const inTestCase = scope.kind === 'class' && scope.bases.some((base) => isTestCase(base, session, 0));
  return inTestCase ? name.startsWith('test') : matchesName(session.naming.functions, name);
}

export function isTestCase(base: string, session: Session, depth: number): boolean {
  if (/(^|\.)\w*TestCase$/.test(base)) return true;
  const known = session.classes.get(base);
  return known !== undefined && depth < 10 && known.bases.some((inner) => isTestCase(inner, session, depth + 1));
}

/** `__test__ = True` directly in the body of the class: pytest then asks for no name. */
function saysTest(body: Syntax, session: Session): boolean {
  return body.children.some((statement) => {
    const assignment = statement.children.find(({ type }) => type === 'assignment');
    const left = child(assignment, 'left');
    return left !== undefined && session.slice(left) === '__test__' && child(assignment, 'right')?.type === 'true';
  });
}

/**
 * A project's own collector asks what a class is and not how it is called: SQLAlchemy's takes the subclasses of its `TestBase`
 * whose names do not begin with an underscore. Which bases those are stands in other files, so names decide: the class or one
 * it comes from is called after tests. Over SQLAlchemy's suite that gives exactly the classes that the hook takes.
 */
function isTakenByCollector(name: string, bases: readonly string[], place: Place, session: Session): boolean {
  const own = bases.filter((base) => base !== 'object');
  if (place.scope.kind !== 'module' || own.length === 0 || /^_|Mixin$/.test(name)) return false;
  return [name, ...own].some((each) => isNamedAfterTests(each, session, 0));
}

function isNamedAfterTests(path: string, session: Session, depth: number): boolean {
  if (/Test/.test(path.slice(path.lastIndexOf('.') + 1))) return true;
  const known = session.classes.get(path);
  return known !== undefined && depth < 10 && known.bases.some((base) => isNamedAfterTests(base, session, depth + 1));
}
