import type { Argument } from './facts/expressions.ts';
import type { Origin, Span } from './facts/places.ts';
import type {
  ClockRead,
  EnvironmentWrite,
  Exit,
  IdleExpression,
  Interception,
  MemberWrite,
  NetworkUse,
  RandomUse,
  TimerSwitch,
  UrlLiteral,
  Wait,
} from './facts/uses.ts';

export type { Argument, Property } from './facts/expressions.ts';
export type { Origin, Span } from './facts/places.ts';
export type {
  ClockRead,
  EnvironmentWrite,
  Exit,
  IdleExpression,
  Interception,
  MemberWrite,
  NetworkUse,
  RandomUse,
  TimerSwitch,
  UrlLiteral,
  Wait,
} from './facts/uses.ts';

/**
 * The language-neutral model of a test file. A reader makes one pass over the syntax tree and fills it; rules are pure
 * functions over it. Plain data only (no methods, no cycles): it is cached by content hash and crosses worker threads.
 *
 * Identities are indexes into the arrays of {@link TestFile}: `functions[id]`, `blocks[id]`, `calls[id]`, `tests[id]` …
 */

/** JavaScript is read by the TypeScript reader and counts as `typescript`. */
export type Language = 'typescript' | 'python';

export type Framework = 'vitest' | 'jest' | 'mocha' | 'node:test' | 'playwright' | 'pytest' | 'unittest' | 'unknown';

/**
 * What a function is for. `module` is function 0: code outside any function. `suite` is a describe callback or a Python
 * test class body. `function` is everything else: helpers, callbacks, methods.
 */
export type FunctionRole = 'module' | 'suite' | 'test' | 'hook' | 'fixture' | 'function';

export interface Parameter {
  readonly name: string;
  readonly span: Span;
  /** Present when the parameter has a default value. */
  readonly defaultValue?: Span;
  /** What the function does with it, in the order of the source (Python; absent when nothing). */
  readonly accesses?: readonly Access[];
}

/** A Python decorator or a TypeScript one. `callee` is canonical, see {@link CallFact.callee}. */
export interface Decorator {
  readonly callee: string;
  readonly span: Span;
  /** The call when it has arguments: index into `calls`. */
  readonly call?: number;
}

export interface FunctionFact {
  readonly id: number;
  /** Lexically enclosing function; 0 for top-level functions and for the module itself. */
  readonly parent: number;
  readonly role: FunctionRole;
  /** `''` when anonymous. For `const f = () => …` the variable's name. */
  readonly name: string;
  /** The class that holds it as a method (or class body), if any. */
  readonly className?: string;
  /** From the first character (decorators included) to the last. */
  readonly span: Span;
  /** The statements: without the braces in TypeScript; the indented block in Python. An expression-bodied arrow: the expression. */
  readonly body: Span;
  /** The block that holds its statements: index into `blocks`. */
  readonly block: number;
  readonly async: boolean;
  readonly generator: boolean;
  /** TypeScript `() => expr`. */
  readonly expressionBody: boolean;
  /** Where the keyword `async` may be inserted (before `function`, `(`, the name of a method, or Python's `def`). */
  readonly asyncInsertAt: number;
  /** Where a parameter may be inserted: just after the opening parenthesis; undefined when there are no parentheses. */
  readonly parametersAt?: number;
  readonly parameters: readonly Parameter[];
  readonly decorators: readonly Decorator[];
  readonly exported: boolean;
  /** The call this function is an argument of (`vi.fn(() => …)`, `items.forEach(…)`): index into `calls`. */
  readonly argumentOf?: number;
  /** Python: the body holds `yield` directly, i.e. a generator fixture with teardown after it. End offset of the first yield statement. */
  readonly yieldEnd?: number;
  /** Python: every `yield` directly in the body, in the order of the source. */
  readonly yields?: readonly Yield[];
}

export interface Yield {
  readonly span: Span;
  readonly statement: Span;
  readonly block: number;
  readonly value?: Argument;
}

/**
 * A node of the block tree: the control structure that statements stand in. Climbing `parent` from an assertion to its
 * test gives every condition that decides whether it runs. A callback's body is a `function` block whose parent is the
 * block of the call that it is passed to, so climbing crosses callbacks.
 */
export interface Block {
  readonly id: number;
  /** The enclosing block; block 0 is the module and is its own parent. */
  readonly parent: number;
  readonly function: number;
  readonly kind:
    | 'module'
    | 'function'
    /** One arm of if/elif/else, switch/match, ternary, `&&`/`||`/`??`. */
    | 'branch'
    | 'loop'
    | 'try'
    | 'catch'
    | 'finally'
    /** A Python `with` block. */
    | 'with';
  readonly span: Span;
  /** The whole statement or expression that this is an arm of (same span for `if` and its `else`). */
  readonly construct: Span;
  /** `branch`: which arm (0 = then). `catch`: which handler. */
  readonly arm: number;
  /** `branch`: some arm always runs (there is an else / default). */
  readonly exhaustive: boolean;
  /** `loop`: known to run at least once (non-empty literal, `range(3)`, a const bound to a non-empty literal; `do…while`). */
  readonly runsAtLeastOnce: boolean;
  /** `loop`: how it loops. `while` loops with a wait inside are polling. */
  readonly loop?: 'for-each' | 'counted' | 'while';
  /** `try`: a handler can end without rethrowing or failing the test. `catch`: this handler can. */
  readonly swallows: boolean;
  /** `branch`: the condition; `loop`: the collection or condition. */
  readonly condition?: Span;
  /** `catch`: the caught types as written (`['ValueError']`; `[]` = bare or TypeScript). `with`: canonical callees of the context managers. */
  readonly names: readonly string[];
  /** The statements that stand directly in it, without comments (Python). */
  readonly statements?: readonly Statement[];
}

export interface Statement {
  readonly span: Span;
  readonly kind:
    | 'expression'
    | 'assignment'
    | 'assert'
    | 'return'
    | 'raise'
    | 'pass'
    | 'import'
    | 'definition'
    /** `if`, `for`, `while`, `with`, `try`, `match`. */
    | 'compound'
    | 'other';
}

/**
 * What becomes of an expression's value. `awaited` also when it is awaited through parentheses; `returned` also as an
 * arrow's expression body; `collected` = element of an array given to `Promise.all`/`asyncio.gather` and the like, or
 * argument of such; `chained` = the receiver of a further member access or call; `assigned` = stored in a variable or property;
 * `asserted` = the condition of an assert statement; `dropped` = an expression statement of its own (also behind `void`).
 */
export type Handling =
  | 'awaited'
  | 'returned'
  | 'assigned'
  | 'argument'
  | 'chained'
  | 'collected'
  | 'asserted'
  | 'dropped'
  | 'other';

export interface CallFact {
  readonly id: number;
  readonly span: Span;
  /**
   * Canonical dotted path. Links of a chain that are calls end in `()`: `expect().resolves.toBe`, `page.locator().click`.
   * TypeScript: import aliases undone for the first name (`import { it as check } from 'vitest'` -> `it`), namespaces dropped
   * for runners (`vitest.it` -> `it`), `vitest` -> `vi`. Python: fully qualified for imported names (`from datetime import datetime as dt`,
   * `dt.now()` -> `datetime.datetime.now`; `np.random.rand` -> `numpy.random.rand`). A part that is no name reads `?`.
   */
  readonly callee: string;
  readonly calleeSpan: Span;
  /**
   * Python: the callee with a first name that is a variable replaced by where its value came from, when that is known:
   * `httpx.AsyncClient().get` for `client.get` after `client = httpx.AsyncClient()` or `async with httpx.AsyncClient() as client`.
   */
  readonly typed?: string;
  /** Set when the first name of the callee is imported. */
  readonly origin?: Origin;
  readonly arguments: readonly Argument[];
  readonly function: number;
  readonly block: number;
  readonly handling: Handling;
  /** The statement that holds it. */
  readonly statement: Span;
}

export interface Assertion {
  readonly id: number;
  /** The whole assertion: `expect(x).toBe(1)` without `await`; the whole `assert …` statement; the `pytest.raises(…)` call. */
  readonly span: Span;
  /** The statement that holds it, final `;` included, without the line break. */
  readonly statement: Span;
  readonly style: 'expect' | 'assert' | 'raises' | 'unittest' | 'mock' | 'chai' | 'node:assert' | 'query' | 'other';
  /** As written: `toBe`, `toHaveBeenCalledWith`, `==`, `in`, `is`, `truthy`, `pytest.raises`, `assertEqual`, `assert_called_once`, … */
  readonly matcher: string;
  readonly compares:
    | 'equal'
    | 'less'
    | 'greater'
    | 'truthy'
    | 'contains'
    | 'throws'
    | 'called'
    | 'snapshot'
    | 'type'
    | 'other';
  /** `.not`, `not in`, `!=`, `is not`, `assert not`, `assert_not_called`, `assertNotEqual`. */
  readonly negated: boolean;
  /** Its outcome arrives later (`resolves`, `rejects`, `expect.poll`, Playwright web-first matchers, …) and must be awaited or returned. */
  readonly asynchronous: boolean;
  readonly handling: Handling;
  /** What is checked: the argument of `expect`, the left side of `==`, the assert condition. */
  readonly actual?: Span;
  /** What it is compared with: first matcher argument, right side of `==`, the exception type of `raises`. */
  readonly expected?: Span;
  /** The whole condition of Python's `assert`. */
  readonly condition?: Argument;
  /** Set when the assertion is a call: index into `calls` of the outermost call (the matcher call). */
  readonly call?: number;
  readonly function: number;
  readonly block: number;
}

export interface Suite {
  readonly id: number;
  readonly title: string;
  readonly parent?: number;
  readonly function: number;
  /** Whole describe call statement, or class definition with decorators. */
  readonly span: Span;
  readonly nameSpan: Span;
  readonly modifiers: readonly Modifier[];
  /** Python class or TypeScript decorator class. */
  readonly className?: string;
  /** Base class names as written (Python). */
  readonly bases: readonly string[];
}

export interface ClassFact {
  readonly name: string;
  readonly bases: readonly string[];
}

/** `.only`, `.skip`, `.each`, `.concurrent` …; `prefix` for `fit`, `xit`, `fdescribe`. Python: mark names (`skip`, `parametrize`, `asyncio`). */
export interface Modifier {
  readonly name: string;
  /** Exactly what a fix removes: `.only` with its dot; the first letter of `fit`; the decorator line's span in Python. */
  readonly span: Span;
  readonly prefix: boolean;
}

export interface Test {
  readonly id: number;
  /** The title as written when it is static; the function name in Python. Template titles: the source between the quotes. */
  readonly title: string;
  /** False when the title is computed. */
  readonly staticTitle: boolean;
  /** Suite titles and own title joined by ` > ` (TypeScript) or `::` (Python). */
  readonly fullTitle: string;
  readonly suite?: number;
  readonly function: number;
  /** The whole test call (TypeScript) or definition with decorators (Python). */
  readonly span: Span;
  readonly nameSpan: Span;
  readonly modifiers: readonly Modifier[];
  /** Runs several times with other values (`.each`, `.for`, parametrize, parametrised fixture is not counted). */
  readonly parametrized: boolean;
  /** Registered inside a loop or condition. */
  readonly registeredConditionally: boolean;
  /** Fixture names it asks for (Python parameters without `self`, destructured vitest/playwright context). */
  readonly fixtures: readonly string[];
}

export interface Hook {
  readonly kind: 'beforeEach' | 'afterEach' | 'beforeAll' | 'afterAll';
  readonly function: number;
  readonly suite?: number;
  readonly span: Span;
}

/** A pytest fixture or a `test.extend` fixture. */
export interface Fixture {
  readonly name: string;
  readonly function: number;
  readonly scope: 'function' | 'class' | 'module' | 'package' | 'session' | 'dynamic';
  readonly autouse: boolean;
  readonly async: boolean;
  /** Has code after `yield` (or `use()`). */
  readonly hasTeardown: boolean;
  /** Definition with decorators. */
  readonly span: Span;
  readonly nameSpan: Span;
  /** The decorator that makes it a fixture, canonical: `pytest.fixture`, `pytest_asyncio.fixture`. */
  readonly decorator?: Decorator;
  readonly requests: readonly string[];
  readonly suite?: number;
  /** It has `params`: tests that ask for it run once for each (pytest). */
  readonly parametrized?: true;
}

export interface Import {
  readonly module: string;
  /** `*` for namespaces and `import x`, `default` for default imports. */
  readonly name: string;
  readonly local: string;
  readonly typeOnly: boolean;
  /** `import` inside a function, `require`, `await import`. */
  readonly function: number;
  readonly span: Span;
  readonly statement: Span;
  /** TypeScript named imports and Python `from` imports: where `, name` can be inserted (after the last name). */
  readonly insertAt?: number;
}

export type ValueKind =
  | 'array'
  | 'object'
  | 'map'
  | 'set'
  | 'instance'
  | 'primitive'
  | 'function'
  | 'mock'
  | 'call'
  | 'none'
  | 'other';

/** `assign` replaces the value; `mutate` changes it in place (`push`, `append`, `x[k] =`, `x.y =`, `+=` on an array, `delete x.k`). `update` is `x += 1`, `x++`. */
export interface Access {
  readonly kind: 'read' | 'assign' | 'update' | 'mutate';
  readonly span: Span;
  readonly function: number;
  readonly block: number;
  /** Method or operator of a mutation: `push`, `append`, `[]=`, `.name=`. */
  readonly via?: string;
}

/** A variable at any level, or a class attribute. Accesses never include the declaration itself. */
export interface Variable {
  readonly id: number;
  readonly name: string;
  readonly level: 'module' | 'suite' | 'class' | 'function';
  /** The function (or suite, or module) that declares it. */
  readonly function: number;
  readonly className?: string;
  readonly constant: boolean;
  readonly declaration: Span;
  readonly nameSpan: Span;
  readonly initializer?: Span;
  /** The initializer's shape (not for destructured names). */
  readonly initial?: Argument;
  readonly value: ValueKind;
  /** Accesses in the order of the source. Python class attributes: through `self.x`, `cls.x`, `ClassName.x`. */
  readonly accesses: readonly Access[];
}

/** `# testing-patterns: ignore[rule] reason`. */
export interface CommentFact {
  readonly text: string;
  readonly span: Span;
  /** 1-based line. */
  readonly line: number;
  /** The comment stands alone on its line (then it speaks of the next code line). */
  readonly ownLine: boolean;
}

export interface SyntaxProblem {
  readonly message: string;
  readonly span: Span;
  /** The text parses, but Python refuses to compile it: `await` outside an async function. A rule reports it. */
  readonly semantic?: true;
  /** The text may well be right: it is nested deeper or holds more than is looked at. */
  readonly beyond?: true;
}

export interface TestFile {
  /** Relative to its workspace root, `/`-separated. */
  readonly path: string;
  readonly language: Language;
  readonly framework: Framework;
  readonly imports: readonly Import[];
  readonly functions: readonly FunctionFact[];
  readonly blocks: readonly Block[];
  readonly calls: readonly CallFact[];
  readonly assertions: readonly Assertion[];
  readonly suites: readonly Suite[];
  /** Every class with its base classes as canonical paths, test classes included (Python). */
  readonly classes?: readonly ClassFact[];
  readonly tests: readonly Test[];
  readonly hooks: readonly Hook[];
  readonly fixtures: readonly Fixture[];
  readonly variables: readonly Variable[];
  readonly waits: readonly Wait[];
  readonly clocks: readonly ClockRead[];
  readonly randoms: readonly RandomUse[];
  readonly environment: readonly EnvironmentWrite[];
  readonly network: readonly NetworkUse[];
  readonly timers: readonly TimerSwitch[];
  readonly interceptions: readonly Interception[];
  readonly memberWrites: readonly MemberWrite[];
  readonly exits: readonly Exit[];
  readonly idle: readonly IdleExpression[];
  readonly urls: readonly UrlLiteral[];
  /** Only comments that speak to this tool. */
  readonly comments: readonly CommentFact[];
  /** `export { x } from './y'`, `export * from './y'`, Python `from .y import x` at module level of a package: name and where it comes from. */
  readonly reexports: readonly (Origin & { readonly as: string })[];
  /** Where a new top-level statement can go after the imports (offset at the start of a line), and where a new import can go. */
  readonly afterImports: number;
  readonly syntaxProblems: readonly SyntaxProblem[];
}
