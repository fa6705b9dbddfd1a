import { describe, expect, it } from 'vitest';
import { bench } from './bench.ts';

/** Ids of the facts about each line, when it is added to a test. */
async function added(path: string, lines: readonly string[]): Promise<Record<string, string[]>> {
  const { gate } = await bench();
  const test = path.endsWith('.py')
    ? 'def test_a():\n    assert a == 1\n'
    : "it('x', () => {\n  expect(a).toBe(1);\n});\n";
  const found = lines.map(async (line) => {
    const { triggers } = await gate.evaluate({
      kind: 'apply_fixes',
      changes: [{ path, before: test, after: `${line}\n${test}` }],
    });
    return [line, [...new Set(triggers.filter(({ kind }) => kind === 'fact').map(({ trigger }) => trigger))]];
  });
  return Object.fromEntries(await Promise.all(found));
}

const all = (lines: readonly string[], ids: readonly string[]) => Object.fromEntries(lines.map((line) => [line, ids]));

const code: Readonly<Record<string, readonly string[]>> = {
  'a.test.ts': [
    "const run = Reflect.get(globalThis, 'ev' + 'al');",
    "const run = globalThis?.['ev' + 'al'];",
    "const run = (globalThis as any)['ev' + 'al'];",
    'const run = (globalThis as Record<string, any>)[name];',
    "const { ['ev' + 'al']: run } = globalThis;",
    "const run = api['ev' + 'al'];",
    'const run = Object.entries(globalThis)[3];',
    "new (class {})().constructor.constructor('x()')();",
    "(() => {}).constructor('x()')();",
    'const make = (async () => {}).constructor;',
    "[]['constructor']['constructor']('x()')();",
    "(0, eval)('x()');",
    'const run = eval;',
    'const run = [eval][0];',
    'const Make = Function;',
    "Function.call(null, 'x()')();",
    'Function`x()`();',
    "setTimeout('x()', 0);",
    'const load = require.call(null, name);',
    'module.require(name);',
    'const load = createRequire(import.meta.url);',
    'const load = process.mainModule;',
    'const load = process.getBuiltinModule;',
    'const m = await import(/* x */ name);',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: code under test
    'const m = await import(`${name}`);',
    "import x from 'data:text/javascript,x()';",
    "new Worker('data:text/javascript,x()');",
    'new Worker(text, { eval: true });',
    "runInThisContext('x()');",
    "const text = Buffer.from('c2VjcmV0', 'base64').toString();",
    "const text = Buffer.from('736563726574', 'hex').toString('utf8');",
    'const text = Buffer.from([115, 101, 99, 114, 101, 116]).toString();',
    'const text = new TextDecoder().decode(new Uint8Array([115, 101, 99, 114, 101, 116]));',
    'const text = String.fromCharCode(115, 101, 99);',
    "const text = codes.map((c) => String.fromCharCode(c)).join('');",
    'const text = String.fromCodePoint(...codes);',
    "const text = unescape('%73%65');",
    "const text = decodeURIComponent('%73%65%63%72%65%74');",
    "const text = 'terces'.split('').reverse().join('');",
    "const text = [...'terces'].reverse().join('');",
    'const text = String.raw({ raw: parts });',
  ],
  'test_a.py': [
    "run = getattr(thing, 'sys' + 'tem')",
    "run = getattr(thing, ''.join(parts))",
    "run = vars(os)['sys' + 'tem']",
    'run = os.__dict__[name]',
    "run = thing.__dict__['sys' + 'tem']",
    "run = operator.attrgetter('sys' 'tem')(thing)",
    'classes = object.__subclasses__()',
    'run = f.__globals__["x"]',
    'run = (lambda: 0).__class__(f.__code__.replace(co_consts=()), {})',
    'run = types.FunctionType(code, {})',
    "run = sys.modules['os'].system",
    "m = sys.modules['os']",
    "(lambda f: f)(exec)('x()')",
    "[eval][0]('x()')",
    'spec.loader.exec_module(module)',
    "compile('x()', '', 'exec')",
    'thing = pickle.loads(data)',
    "text = bytes.fromhex('736563726574').decode()",
    "text = codecs.decode('frperg', 'rot13')",
    "text = 'frperg'.decode('rot13')",
    "text = ''.join(map(chr, codes))",
    "text = ''.join(chr(c) for c in codes)",
    'text = chr(115) + chr(101) + chr(99) + chr(114)',
    'text = bytes([115, 101, 99, 114, 101, 116]).decode()',
    "text = 'terces'[::-1]",
    "text = ''.join(reversed('terces'))",
    "text = binascii.unhexlify('736563')",
  ],
};

const reach: Readonly<Record<string, readonly string[]>> = {
  'a.test.ts': [
    "writeFileSync('app.ts', '');",
    'rmSync(folder, { recursive: true });',
    "execSync('ls');",
    "cp.spawn('ls');",
  ],
  'test_a.py': [
    'import ctypes',
    'import os as o',
    "Path('app.py').write_text('')",
    'path.unlink()',
    'shutil.rmtree(path)',
    "subprocess.run(['ls'])",
    "os.posix_spawn('/bin/ls', [], {})",
  ],
};

const harmless: Readonly<Record<string, readonly string[]>> = {
  'a.test.ts': [
    "globalThis['fetch'] = fetchMock;",
    "const { localStorage } = (window as any)['app'];",
    "const key = process.env['HOME'];",
    "const key = process.env['VITE_' + name];",
    'const rows = [...items].reverse();',
    "const text = Buffer.from('hello');",
    "const bytes = Buffer.from('00ff10', 'hex');",
    'const bytes = new Uint8Array([1, 2, 3, 4, 5, 6, 7]);',
    'const letter = String.fromCharCode(97 + i);',
    'const nul = String.fromCharCode(0);',
    'const pattern = new RegExp(String.raw`\\d+`);',
    "const text = decodeURIComponent('%20a%2Fb');",
    'const text = decodeURIComponent(query);',
    "expect(error.constructor.name).toBe('TypeError');",
    'const copy = new thing.constructor(1);',
    'expect(call).toEqual(expect.any(Function));',
    "Object.defineProperty(window, 'matchMedia', { value: vi.fn() });",
    'const saved = Object.getOwnPropertyDescriptor(process, "platform");',
    "const real = await vi.importActual('./a');",
    "const m = await import('./a');",
    "const url = new URL('./a', import.meta.url);",
    'setTimeout(done, 0);',
    'await page.$eval("a", (a) => a.href);',
    "const list = ['a' + 'b'];",
    'test_path = tmpdir(); writeFileSync(test_path, "");',
  ],
  'test_a.py': [
    'value = getattr(thing, name)',
    'value = getattr(thing, f"get_{name}")',
    "setattr(thing, 'a', 1)",
    "sys.modules['fake'] = fake",
    "del sys.modules['fake']",
    "sys.modules.pop('fake', None)",
    'rows = rows[::-1]',
    'rows = list(reversed(rows))',
    'copy = pickle.loads(pickle.dumps(thing))',
    'import pickle',
    'from importlib import metadata',
    'text = chr(97 + n)',
    "data = bytes.fromhex('00ff10')",
    'data = bytes([1, 2, 3])',
    "path = tmp_path / 'a'; path.write_text('x')",
    "path = Path(folder) / 'tmp' / 'a'; path.unlink()",
    'pattern = re.compile("a")',
    'model.eval()',
    'run(exec=True)',
    'names = f.__code__.co_varnames',
  ],
};

describe('what a change adds', () => {
  it.each(Object.entries(code))('is escalated as code or text that nobody can read, in %s', async (path, lines) => {
    expect(await added(path, lines)).toEqual(all(lines, ['code-from-text']));
  });

  it.each(Object.entries(reach))('is escalated as reaching files or programs, in %s', async (path, lines) => {
    expect(await added(path, lines)).toEqual(all(lines, ['new-capability']));
  });

  it.each(Object.entries(harmless))('is let through where ordinary tests write it, in %s', async (path, lines) => {
    expect(await added(path, lines)).toEqual(all(lines, []));
  });

  it('is not what was there before', async () => {
    const { gate } = await bench();
    const changes = Object.entries(code).map(([path, lines]) => {
      const before = lines.join('\n');
      return { path, before, after: `${before}\n\n${path.endsWith('.py') ? 'assert a == 1' : 'expect(a).toBe(1);'}\n` };
    });
    expect((await gate.evaluate({ kind: 'apply_fixes', changes })).triggers).toEqual([]);
  });
});
