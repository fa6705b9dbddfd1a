/** The autouse fixtures of a conftest.py, as text: it is asked for before files are parsed. */
function autouseFixtures(conftest: string): readonly string[] {
  return conftest.split(/^(?=@)/m).filter((part) => /^@[\w.]*fixture\([^)]*autouse\s*=\s*True/.test(part));
}

/** A fixture around every test saves the environment and puts it back, so direct writes to it do not leak. */
export function restoresEnvironment(conftest: string): boolean {
  return autouseFixtures(conftest).some(
    (fixture) =>
      /\bpatch\.dict\(\s*["']?os\.environ[\s\S]*\byield\b/.test(fixture) ||
      /\byield\b[\s\S]*\benviron\.(?:clear|update)\(/.test(fixture),
  );
}

/** A fixture around every test seeds the generators. */
export function seedsRandom(conftest: string): boolean {
  return autouseFixtures(conftest).some((fixture) =>
    /\b(?:random|np|numpy|faker|Faker)(?:\.random)?\.seed\(|\bseed_(?:everything|all)\(/.test(fixture),
  );
}

/** SQLAlchemy's plugin, which its dialects and Alembic load from the installed package, and SQLAlchemy itself by a name of its own. */
const collectingPlugins = /^(?:sqlalchemy\.testing\.plugin\.pytestplugin|sqla_pytestplugin)$/;

/** Names of known modules whose hooks collect classes by what they come from. */
export function isCollectingPlugin(module: string): boolean {
  return collectingPlugins.test(module);
}

/** `pytest_pycollect_makeitem` that makes collectors of classes, and not only something of functions. */
export function collectsClasses(conftest: string): boolean {
  const definitions = conftest.split(/^(?=def |async def |class |@)/m);
  const hook = definitions.find((part) => part.startsWith('def pytest_pycollect_makeitem(')) ?? '';
  return /\bClass\b/.test(hook) && /\bisclass\(|\bissubclass\(/.test(hook);
}

/** A hook runs coroutine tests itself or marks them, or a plugin of such a kind is loaded. */
export function runsAsyncTests(conftest: string): boolean {
  const hooks =
    /\bdef pytest_(?:pyfunc_call|collection_modifyitems|pycollect_makeitem|itemcollected|collection_finish)\b/;
  return (
    (hooks.test(conftest) && /asyncio|anyio|trio|coroutine|\bloop\b/.test(conftest)) ||
    pluginModules(conftest).some((module) => /aiohttp|sanic|tornado|twisted|trio|homeassistant|asynctest/.test(module))
  );
}

/**
 * Names of the markers that a conftest.py registers: `config.addinivalue_line('markers', 'slow: takes long')`. Where the line
 * comes out of a variable, every text of the file that looks like such a line counts: one too many does no harm.
 */
export function registeredMarkers(conftest: string): string[] {
  const calls = [...conftest.matchAll(/\baddinivalue_line\(\s*["']markers["']\s*,\s*/g)];
  const found = calls.map((call) => {
    const line = conftest.slice(call.index + call[0].length);
    return /^[rR]?(?:"""|'''|"|')\s*([\w.-]+)/.exec(line)?.[1];
  });
  const plain = found.filter((name) => name !== undefined);
  if (plain.length === found.length) return plain;
  return [...plain, ...Array.from(conftest.matchAll(/["']([A-Za-z_]\w*)\s*[:("']/g), ([, name = '']) => name)];
}

/** Module names of `from x import *`: the hooks of such a module are the file's own. */
export function starModules(conftest: string): string[] {
  return Array.from(conftest.matchAll(/^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+\*/gm), ([, name = '']) => name);
}

/** Module names of `pytest_plugins = [...]`. */
export function pluginModules(conftest: string): string[] {
  const [, list = ''] = /^pytest_plugins\b[^=\n]*=\s*(\[[^\]]*\]|\([^)]*\)|["'][^"'\n]*["'])/m.exec(conftest) ?? [];
  return Array.from(list.matchAll(/["']([\w.]+)["']/g), ([, name = '']) => name);
}
