import { describe, expect, it, vi } from 'vitest';
import { watched } from './support/watched.ts';

describe('variables of modules', () => {
  it('sees what was assigned and what was put into containers, and puts back both, the same objects', () => {
    const watch = watched();
    let hidden = 0;
    const cache = new Map([['eur', { rate: 1 }]]);
    const names = new Set(['a']);
    const list = [1, 2, 3];
    const since = new Date(0);
    const found = /x/g;
    const settings = { deep: { on: true }, list };
    const containers = { cache, names, list, since, found, settings };
    watch.register('src/store.js', {
      hidden: [() => hidden, (value: number) => (hidden = value)],
      ...Object.fromEntries(Object.entries(containers).map(([name, value]) => [name, [() => value] as const])),
    });
    expect(watch.seen()).toEqual([]);

    hidden = 7;
    Object.assign(cache.get('eur') ?? {}, { rate: 2 });
    cache.set('usd', { rate: 3 });
    names.delete('a');
    list.length = 1;
    since.setTime(1000);
    found.exec('axa');
    settings.deep.on = false;
    Object.assign(settings, { added: undefined });
    expect(watch.seen()).toEqual([
      'module-variable src/store.js:hidden: 0 -> 7',
      'module-variable src/store.js:cache: Map(1) {"eur" => {rate: 1}} -> Map(2) {"eur" => {rate: 2}, "usd" => {rate: 3}}',
      'module-variable src/store.js:names: Set(1) {"a"} -> Set(0) {}',
      'module-variable src/store.js:list: [1, 2, 3] -> [1]',
      'module-variable src/store.js:since: Date 1970-01-01T00:00:00.000Z -> Date 1970-01-01T00:00:01.000Z',
      'module-variable src/store.js:found: RegExp {lastIndex: 0} -> RegExp {lastIndex: 2}',
      'module-variable src/store.js:settings: {deep: {on: true}, list: [1, 2, 3]} -> {deep: {on: false}, list: [1], added: undefined}',
    ]);
    expect(watch.undo()).toEqual([]);
    expect({ hidden, ...containers }).toEqual({
      hidden: 0,
      cache: new Map([['eur', { rate: 1 }]]),
      names: new Set(['a']),
      list: [1, 2, 3],
      since: new Date(0),
      found: /x/g,
      settings: { deep: { on: true }, list: [1, 2, 3] },
    });
    expect(found.lastIndex).toBe(0);
    expect(settings.list).toBe(list);
    // What was put back is no change of whoever runs next.
    expect(watch.seen()).toEqual([]);
  });

  it('says when a change was taken back', () => {
    const watch = watched();
    let hidden = 'a';
    watch.register('a.js', { hidden: [() => hidden, (value: string) => (hidden = value)] });
    hidden = 'b';
    expect(watch.seen()).toEqual(['module-variable a.js:hidden: "a" -> "b"']);
    hidden = 'a';
    expect(watch.seen()).toEqual(['module-variable a.js:hidden: "b" -> "a" (back)']);
  });

  it('takes a new baseline when a module is evaluated, however late and however often', () => {
    const watch = watched();
    const evaluate = () => {
      const module = { count: 0, fresh: {} };
      watch.register('late.js', { count: [() => module.count], fresh: [() => module.fresh] });
      return module;
    };
    evaluate().count = 1;
    expect(watch.seen()).toEqual(['module-variable late.js:count: 0 -> 1 (stays)']);
    evaluate();
    expect(watch.seen()).toEqual([]);
  });

  it('compares plain data by what it holds, everything else by which one it is', () => {
    const watch = watched();
    class Cart {
      #hidden = 1;
      read() {
        return this.#hidden;
      }
    }
    const held = { data: { a: [1] } as object, cart: new Cart(), task: () => 1 as number };
    watch.register('a.js', {
      data: [() => held.data],
      cart: [() => held.cart],
      task: [() => held.task],
    });
    held.data = { a: [1] };
    expect(watch.seen()).toEqual([]);
    held.cart = new Cart();
    held.task = () => 2;
    expect(watch.seen()).toEqual([
      'module-variable a.js:cart: Cart -> Cart (another one) (stays)',
      'module-variable a.js:task: function task -> function (stays)',
    ]);
  });

  it('tells of an object that two modules hold only where it was first', () => {
    const watch = watched();
    const shared = { total: 0 };
    watch.register('store.js', { state: [() => shared] });
    watch.register('view.js', { state: [() => shared] });
    shared.total = 5;
    expect(watch.seen()).toEqual(['module-variable store.js:state: {total: 0} -> {total: 5}']);
  });

  it('never runs code of the user: no getters, no traps, no texts of their own', () => {
    const watch = watched();
    const ran: string[] = [];
    const trap = (name: string) => () => {
      ran.push(name);
      return undefined;
    };
    const loud = {
      count: 0,
      get getter() {
        return trap('getter')();
      },
      toJSON: trap('toJSON'),
      toString: trap('toString'),
      [Symbol.for('nodejs.util.inspect.custom')]: trap('inspect'),
      [Symbol.toPrimitive]: trap('toPrimitive'),
    };
    Object.defineProperty(loud, 'constructor', { get: trap('constructor') });
    const proxy = new Proxy({}, { get: trap('get'), ownKeys: () => [String(ran.push('ownKeys'))] });
    const held = { value: proxy as unknown };
    watch.register('a.js', { loud: [() => loud], proxy: [() => held.value] });
    loud.count = 1;
    held.value = undefined;
    const [first, second] = watch.look();
    expect(ran).toEqual([]);
    expect(first?.after).toMatch(/^\{count: 1, getter: \(getter\), /);
    expect(second?.before).toBe('Proxy');
  });

  it('bounds what it remembers: of large values only the outermost level, which cannot be put back', () => {
    const watch = watched();
    const rows = Array.from({ length: 2000 }, (_, id) => ({ id }));
    watch.register('a.js', { rows: [() => rows] });
    rows.push({ id: 2000 });
    const [change] = watch.look();
    expect(change).toMatchObject({ name: 'a.js:rows', restorable: false });
    expect(change?.after).toMatch(/^\[Object, .{0,180}, … 1981 more\]$/);
    const key = { kind: 'module-variable', name: 'a.js:rows' } as const;
    expect(watch.restore([key])).toEqual([{ ...key, done: false, reason: 'It holds too much to be remembered.' }]);
  });

  it('bears cycles, missing values and variables that were never initialized', () => {
    const watch = watched();
    const ring: Record<string, unknown> = { name: 'ring' };
    ring.self = ring;
    const sparse = [1];
    sparse[2] = 3;
    const failing = () => {
      throw new ReferenceError('Cannot access it before initialization');
    };
    watch.register('a.js', { ring: [() => ring], sparse: [() => sparse], failing: [failing] });
    ring.name = 'other';
    sparse[1] = 2;
    expect(watch.seen()).toEqual([
      'module-variable a.js:ring: {name: "ring", self: (seen above)} -> {name: "other", self: (seen above)}',
      'module-variable a.js:sparse: [1, , 3] -> [1, 2, 3]',
    ]);
    expect(watch.undo()).toEqual([]);
    expect([ring.name, 1 in sparse]).toEqual(['ring', false]);
  });
});

describe('classes and mocks', () => {
  it('sees static data and replaced methods of classes, and puts them back', () => {
    class Cart {
      static rate = 1;
      static seen = new Set<string>();
      total() {
        return Cart.rate;
      }
    }
    const watch = watched();
    watch.register('cart.js', { Cart: [() => Cart] });
    const { total } = Cart.prototype;
    Cart.rate = 2;
    Cart.seen.add('x');
    Object.assign(Cart, { added: true });
    Cart.prototype.total = () => 0;
    expect(watch.seen()).toEqual([
      'class-attribute cart.js:Cart.rate: 1 -> 2',
      'class-attribute cart.js:Cart.seen: Set(0) {} -> Set(1) {"x"}',
      'class-attribute cart.js:Cart.added: (not set) -> true',
      'class-attribute cart.js:Cart.prototype.total: function total -> function',
    ]);
    expect(watch.undo()).toEqual([]);
    expect(Object.keys(Cart)).toEqual(['rate', 'seen']);
    expect([Cart.rate, Cart.seen.size, Cart.prototype.total]).toEqual([1, 0, total]);
  });

  it('names a spy by the place where it was left', () => {
    const watch = watched();
    const client = { get: () => 'real', retries: 3 };
    watch.register('src/api.js', { client: [() => client] });
    vi.spyOn(client, 'get');
    vi.spyOn(watch.global.Math, 'random');
    const left = watch.look();
    expect(left).toMatchObject([
      {
        kind: 'spy',
        name: 'src/api.js:client.get',
        before: 'function get',
        after: 'mock function',
        file: 'src/api.js',
      },
      { kind: 'spy', name: 'Math.random', before: 'function random', after: 'mock function' },
    ]);
    expect(watch.restore(left).map(({ done }) => done)).toEqual([true, true]);
    expect([client.get(), vi.isMockFunction(watch.global.Math.random)]).toEqual(['real', false]);
  });

  it('counts the calls that a mock of the module has seen', () => {
    const watch = watched();
    const send = vi.fn(() => 'sent');
    watch.register('a.test.js', { send: [() => send] });
    send();
    expect(watch.seen()).toEqual([
      'spy a.test.js:send: mock function (0 calls, own implementation) -> mock function (1 call, own implementation)',
    ]);
    expect(watch.undo()).toEqual([]);
    expect(send.mock.calls).toEqual([]);
    expect(send()).toBe('sent');
  });
});

describe('the global object', () => {
  it('sees names that were added, changed and taken away, and functions of the language that were replaced', () => {
    const watch = watched();
    const { global } = watch;
    global.leak = { a: [1] };
    delete global.escape;
    const { random } = global.Math;
    global.Math.random = () => 4;
    Object.assign(global.Array.prototype, { last: () => 0 });
    global.Date = class Frozen extends Date {} as DateConstructor;
    expect(watch.seen()).toEqual([
      'global leak: (not set) -> {a: [1]}',
      'builtin Date: function Date -> class Frozen',
      'builtin escape: function escape -> (not set)',
      'builtin Math.random: function random -> function',
      'builtin Array.prototype.last: (not set) -> function last',
    ]);
    expect(watch.undo()).toEqual([]);
    expect([global.leak, global.Math.random, 'last' in global.Array.prototype]).toEqual([undefined, random, false]);
    expect(watch.seen()).toEqual([]);
  });

  it('takes fake timers for one piece of state, and stops them', () => {
    const watch = watched();
    const real = { setTimeout: () => 0, setInterval: () => 0 };
    Object.assign(watch.global, real);
    watch.begin();
    const clock = { uninstall: () => Object.assign(watch.global, real) };
    const fake = () => Object.assign(() => 0, { clock });
    Object.assign(watch.global, { setTimeout: fake(), setInterval: fake() });
    expect(watch.seen()).toEqual(['fake-timers timers: real timers -> fake timers']);
    expect(watch.undo()).toEqual([]);
    expect(watch.global).toMatchObject(real);
  });

  it('takes what a runner does between two files for a new beginning, and still tells what it took back', () => {
    const watch = watched();
    const { global } = watch;
    const { random } = global.Math;
    const page = (name: string) => Object.defineProperty(global, 'document', { configurable: true, get: () => name });
    page('of a');
    watch.renew(true);
    expect(watch.seen()).toEqual([]);
    vi.spyOn(global.Math, 'random');
    global.leak = 1;
    expect(watch.seen()).toEqual(['global leak: (not set) -> 1', 'spy Math.random: function random -> mock function']);
    global.Math.random = random;
    page('of b');
    watch.renew(true);
    expect(watch.seen()).toEqual(['spy Math.random: mock function -> function random (back)']);
    expect(watch.restore([{ kind: 'global', name: 'leak' }])).toEqual([{ kind: 'global', name: 'leak', done: true }]);
    expect('leak' in global).toBe(false);
  });

  it('sees the environment, whether a variable was set, changed or deleted', () => {
    const watch = watched();
    const { env } = watch.global.process;
    Object.assign(env, { LEAK: '1' });
    Reflect.deleteProperty(env, 'HOME');
    expect(watch.seen()).toEqual(['environment LEAK: (not set) -> "1"', 'environment HOME: "/home/shop" -> (not set)']);
    expect(watch.undo()).toEqual([]);
    expect(env).toEqual({ HOME: '/home/shop' });
  });

  it('says what it cannot put back: what never was, what is constant', () => {
    const watch = watched();
    const held = { value: Object.freeze(['a']) };
    watch.register('a.js', { constant: [() => held.value] });
    held.value = Object.freeze(['b']);
    expect(watch.seen()).toEqual(['module-variable a.js:constant: ["a"] -> ["b"]']);
    expect(watch.undo()).toEqual(['a.js:constant: It cannot be assigned.']);
    expect(watch.restore([{ kind: 'global', name: 'nobody' }])).toEqual([
      { kind: 'global', name: 'nobody', done: false, missing: true, reason: 'It was not there in this run.' },
    ]);
  });
});
