import { importModule, quote } from '../../analysis/edits/python.ts';
import type { Around } from './python-fixture.ts';
import type { Ground } from './request.ts';

/** How a switch of the interpreter is read and set, with `$` for its module. */
const switches: Readonly<Record<string, readonly [read: string, ...set: string[]]>> = {
  'sys.recursionlimit': ['$.getrecursionlimit()', '$.setrecursionlimit(before)'],
  'sys.switchinterval': ['$.getswitchinterval()', '$.setswitchinterval(before)'],
  'sys.dont_write_bytecode': ['$.dont_write_bytecode', '$.dont_write_bytecode = before'],
  'sys.argv': ['$.argv.copy()', '$.argv = before'],
  'socket.defaulttimeout': ['$.getdefaulttimeout()', '$.setdefaulttimeout(before)'],
  'gc.enabled': ['$.isenabled()', '$.enable() if before else $.disable()'],
  'logging.disable': ['$.root.manager.disable', '$.disable(before)'],
};

/** Numbers and flags that belong to the whole process, and what loggers let through. */
export function settingAround(ground: Ground, name: string): Around | undefined {
  const { file, source } = ground;
  const module = name.slice(0, name.indexOf('.'));
  const { local, edits } = importModule(file, source, module);
  const found = switches[name] ?? loggerSwitch(ground, name);
  if (found) {
    const [read, ...set] = found.map((code) => code.replaceAll('$', local));
    return { name, before: [`before = ${read}`], after: set, standard: edits };
  }
  if (!name.startsWith('decimal.context.')) return undefined;
  return { name, before: [], within: `with ${local}.localcontext():`, after: [], standard: edits };
}

/** `logging.app.db.level` */
function loggerSwitch({ source }: Ground, name: string): readonly [string, string] | undefined {
  const found = /^logging\.(.+)\.(level|disabled|propagate|handlers)$/.exec(name);
  if (!found) return undefined;
  const [, logger = '', key = ''] = found;
  const expression = logger === 'root' ? '$.getLogger()' : `$.getLogger(${quote(source, logger)})`;
  if (key === 'level') return [`${expression}.level`, `${expression}.setLevel(before)`];
  if (key === 'handlers') return [`${expression}.handlers.copy()`, `${expression}.handlers[:] = before`];
  return [`${expression}.${key}`, `${expression}.${key} = before`];
}
