/**
 * The language-neutral model of a test file. A reader makes one pass over the syntax tree and fills it; rules are pure
 * functions over it. Plain data only (no methods, no cycles): it is cached by content hash and crosses worker threads.
 *
 * Identities are indexes into the arrays of {@link TestFile}: `functions[id]`, `blocks[id]`, `calls[id]`, `tests[id]` …
 */

/** Half-open range `[start, end)` in UTF-16 code units of the source text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

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
}

/** An expression as an argument, a member or an operand. */
export interface Argument {
  readonly span: Span;
  /** Python keyword argument. */
  readonly name?: string;
  readonly kind:
    | 'string'
    | 'number'
    | 'boolean'
    | 'null'
    | 'template'
    | 'regex'
    | 'name'
    | 'call'
    | 'function'
    | 'array'
    | 'object'
    | 'spread'
    | 'other';
  /** Literals: the value (template/f-string: the static head). `name`: the dotted path as written. */
  readonly value?: string | number | boolean;
  /** `call`: index into `calls`. `function`: index into `functions`. */
  readonly ref?: number;
  /** `object`: its members in the order of the source (TypeScript). */
  readonly properties?: readonly Property[];
  /** `array`: its elements (TypeScript; at most the first 100). */
  readonly elements?: readonly Argument[];
  /** `template`: it holds `${…}` (TypeScript). */
  readonly interpolated?: true;
  /** It stands behind `await` (TypeScript). */
  readonly awaited?: true;
  /** `other`: what joins the operands: `===`, `+`, `!`, `typeof`, `?:` (TypeScript). */
  readonly operator?: string;
  readonly operands?: readonly Argument[];
}

/** A member of an object literal. A method's value is its function. */
export interface Property {
  /** `''` when the name is computed; `...` for a spread. */
  readonly name: string;
  readonly span: Span;
  readonly value: Argument;
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

/** Where a name comes from when it is imported. */
export interface Origin {
  /** The module as written: `vitest`, `./helpers`, `app.services`, `.conftest`. */
  readonly module: string;
  /** The exported name; `*` for a namespace, `default` for a default import. */
  readonly name: string;
}

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
  /** The initializer's shape (TypeScript; not for destructured names). */
  readonly initial?: Argument;
  readonly value: ValueKind;
  /** Accesses in the order of the source. Python class attributes: through `self.x`, `cls.x`, `ClassName.x`. */
  readonly accesses: readonly Access[];
}

interface UseBase {
  readonly span: Span;
  readonly statement: Span;
  readonly function: number;
  readonly block: number;
}

/** A fixed wait: `sleep(100)`, `new Promise(r => setTimeout(r, 100))`, `page.waitForTimeout(100)`, `time.sleep(0.1)`. */
export interface Wait extends UseBase {
  /** The canonical callee that sleeps. */
  readonly via: string;
  /** Milliseconds when the argument is a number literal or a const bound to one. */
  readonly ms?: number;
  readonly awaited: boolean;
}

/** A reading of the clock: `Date.now()`, `new Date()`, `performance.now()`, `datetime.now()`, `time.time()`. */
export interface ClockRead extends UseBase {
  readonly via: string;
  readonly clock: 'wall' | 'monotonic';
  /** What the reading gives: a day, an instant, or seconds/milliseconds for measuring. */
  readonly unit: 'date' | 'instant' | 'number';
}

/** `Math.random()`, `random.choice(…)`, `faker.number.int()`; not UUIDs, which exist to be unique. `seed` calls are listed too. */
export interface RandomUse extends UseBase {
  readonly via: string;
  readonly source: 'math' | 'random' | 'numpy' | 'faker' | 'crypto' | 'other';
  readonly seeds: boolean;
}

/** A write to the process environment. */
export interface EnvironmentWrite extends UseBase {
  /** The variable when it is static. */
  readonly name?: string;
  readonly nameSpan?: Span;
  readonly value?: Span;
  readonly operation: 'set' | 'delete' | 'replace' | 'update';
  /** The value written was read from a variable that was itself filled from the environment, i.e. it puts back what was there. */
  readonly restores: boolean;
}

/** A request to a literal URL. */
export interface NetworkUse extends UseBase {
  readonly via: string;
  readonly url: string;
  readonly host: string;
}

/** Fake timers or a frozen clock switched on or off. */
export interface TimerSwitch extends UseBase {
  readonly via: string;
  readonly operation: 'fake' | 'real' | 'set-time' | 'advance';
  /** `fake`: which timers are faked when listed (`toFake: ['Date']`); absent = all. */
  readonly only?: readonly string[];
  /** The switch undoes itself: a `with` block, a decorator, a fixture, a `using` declaration. */
  readonly scoped: boolean;
}

/** A mocking or interception facility set up in the file: `msw`, `nock`, `respx`, `page.route`, `vi.spyOn(globalThis, 'fetch')`, `patch('requests.get')`. */
export interface Interception extends UseBase {
  readonly via: string;
  /** What is intercepted when static: `fetch`, `requests.get`, a URL pattern, a module name. */
  readonly target?: string;
}

/**
 * A write to a member: `api.load = …`, `globalThis.fetch = …`, `Array.prototype.last = …`, `delete x.y`, `x.n += 1`,
 * `Object.defineProperty(x, 'y', …)`. Writes to the process environment are {@link EnvironmentWrite}s as well. TypeScript only.
 */
export interface MemberWrite extends UseBase {
  /** Canonical path of what is written, see {@link CallFact.callee}: `globalThis.fetch`, `api.load`, `this.client`. */
  readonly target: string;
  readonly targetSpan: Span;
  /** What the first name of the target is. `global`: declared nowhere in this file. */
  readonly root: 'import' | 'variable' | 'parameter' | 'global' | 'this' | 'other';
  /** `variable`: index into `variables`. */
  readonly variable?: number;
  readonly origin?: Origin;
  /** The operator as written; `delete`; `define` for `Object.defineProperty` and `Reflect.set`. */
  readonly operator: string;
  readonly value?: Argument;
}

/** A `return` or `throw` statement. TypeScript only. */
export interface Exit extends UseBase {
  readonly kind: 'return' | 'throw';
  readonly value?: Argument;
}

/** An expression statement that does nothing by itself: `expect(x).toBe;`, `a === b;`, `page.title;`. TypeScript only. */
export interface IdleExpression extends UseBase {
  /** Canonical path when it is one: `expect().toBe`. */
  readonly path?: string;
  readonly value: Argument;
}

/** A string literal of the form `scheme://…`. */
export interface UrlLiteral {
  readonly url: string;
  readonly span: Span;
  readonly function: number;
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
