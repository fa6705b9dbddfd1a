import type { Argument } from './expressions.ts';
import type { Origin, Span } from './places.ts';

/** What tests do to the world around them, each with the place where it is done. */
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
 * `Object.defineProperty(x, 'y', …)`; Python also `x[key] = …`, `del x[key]`, `setattr(x, 'y', …)`. Writes to the process environment
 * are {@link EnvironmentWrite}s as well.
 */
export interface MemberWrite extends UseBase {
  /** Canonical path of what is written, see {@link CallFact.callee}: `globalThis.fetch`, `api.load`, `this.client`; Python's `x[key]` is `x.?`. */
  readonly target: string;
  readonly targetSpan: Span;
  /** What the first name of the target is. `global`: declared nowhere in this file. `this`: also Python's `self` and `cls`. */
  readonly root: 'import' | 'variable' | 'parameter' | 'global' | 'this' | 'other';
  /** `variable`: index into `variables`. */
  readonly variable?: number;
  readonly origin?: Origin;
  /** The operator as written; `delete`; `define` for `Object.defineProperty`, `Reflect.set` and `setattr`. */
  readonly operator: string;
  /** Python's `x[key]`: the key. */
  readonly key?: Argument;
  readonly value?: Argument;
}

/** A `return` or `throw` (`raise`) statement. */
export interface Exit extends UseBase {
  readonly kind: 'return' | 'throw';
  readonly value?: Argument;
}

/** An expression statement that does nothing by itself: `expect(x).toBe;`, `a === b;`, `page.title;`; Python: every comparison. */
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
