import { importFrom, importModule, quote } from '../../analysis/edits/python.ts';
import type { Edit } from '../../analysis/rule.ts';
import { spoken } from './advice.ts';
import { accessTo } from './python-access.ts';
import { type Around, fixtureEdits, fixtureName } from './python-fixture.ts';
import { shapeOf } from './python-values.ts';
import { type Ground, type LeftState, leafOf, notSet, parted, type Way } from './request.ts';

/** A fixture around each test of the polluter's file that keeps what was there and puts it back. */
export function pythonWay(ground: Ground, state: LeftState): Way {
  const around = aroundOf(ground, state);
  if ('reason' in around) return around;
  const name = fixtureName(around.name);
  if (ground.file.functions.some((fn) => fn.name === name))
    return { reason: `${name} of ${ground.file.path} puts ${spoken(state)} back already.` };
  return { title: `Put ${spoken(state)} back after each test`, edits: fixtureEdits(ground, around) };
}

type Found = Around | { readonly reason: string; readonly pattern?: string };

function aroundOf(ground: Ground, state: LeftState): Found {
  switch (state.kind) {
    case 'module-variable':
    case 'class-attribute':
      return ofProject(ground, state);
    case 'spy':
      return parted(state.name).module === '' ? ofLibrary(ground, state, state.name) : ofProject(ground, state);
    case 'builtin':
      return ofLibrary(ground, state, state.name);
    case 'global':
      return ofLibrary(ground, state, `builtins.${state.name.replace(/^(?:__)?builtins(?:__)?[.:]/, '')}`);
    default:
      return ofProcess(ground, state);
  }
}

/** What all code of the process shares. */
function ofProcess(ground: Ground, { kind, name }: LeftState): Found {
  const { file, source } = ground;
  const uses = (...modules: readonly string[]) => modules.map((module) => importModule(file, source, module));
  const keep = (title: string, module: string, save: string, back: (saved: string) => string): Around => {
    const [used] = uses(module);
    const local = (code: string) => code.replaceAll('$', used?.local ?? module);
    return {
      name: title,
      before: [`before = ${local(save)}`],
      after: [local(back('before'))],
      standard: used?.edits ?? [],
    };
  };
  switch (kind) {
    case 'environment': {
      const os = importModule(file, source, 'os');
      const mock = importFrom(file, source, 'unittest', 'mock');
      const within = `with ${mock.local}.patch.dict(${os.local}.environ):`;
      return { name: 'environment', before: [], within, after: [], standard: [...os.edits, ...mock.edits] };
    }
    case 'working-directory':
      return keep('working_directory', 'os', '$.getcwd()', (saved) => `$.chdir(${saved})`);
    case 'import-path':
      return keep('import_path', 'sys', '$.path.copy()', (saved) => `$.path[:] = ${saved}`);
    case 'locale':
      return keep('locale', 'locale', '$.setlocale($.LC_ALL)', (saved) => `$.setlocale($.LC_ALL, ${saved})`);
    case 'warning-filters': {
      const warnings = importModule(file, source, 'warnings');
      const within = `with ${warnings.local}.catch_warnings():`;
      return { name: 'warnings', before: [], within, after: [], standard: warnings.edits };
    }
    case 'random':
      return /^numpy\b/.test(name)
        ? keep('numpy_random', 'numpy', '$.random.get_state()', (saved) => `$.random.set_state(${saved})`)
        : keep('random', 'random', '$.getstate()', (saved) => `$.setstate(${saved})`);
    case 'signal-handler': {
      const signal = `$.${name.replace(/^(?:signal\.)?(?:Signals\.)?/, '')}`;
      return keep(name, 'signal', `$.getsignal(${signal})`, (saved) => `$.signal(${signal}, ${saved})`);
    }
    case 'mocked-module': {
      const [sys] = uses('sys');
      const modules = `${sys?.local}.modules`;
      const key = quote(source, name);
      const after = [
        'if before is None:',
        `    ${modules}.pop(${key}, None)`,
        'else:',
        `    ${modules}[${key}] = before`,
      ];
      return { name, before: [`before = ${modules}.get(${key})`], after, standard: sys?.edits ?? [] };
    }
    case 'fake-timers':
      return {
        reason:
          'The clock stays frozen after the test: freeze it in a with block or by a decorator, which end by themselves.',
      };
    default:
      return { reason: `${name} is left changed by the test: put it back behind the yield of a fixture.` };
  }
}

/** A function of a library that something else stands in for: `time.time`, `json.JSONEncoder.default`. */
function ofLibrary({ file, source }: Ground, state: LeftState, name: string): Found {
  const parts = name.replace(':', '.').split('.');
  const classAt = parts.findIndex((part) => /^[A-Z]/.test(part));
  const moduleEnd = classAt > 0 ? classAt : parts.length - 1;
  const module = parts.slice(0, moduleEnd).join('.');
  if (module === '') return { reason: `${name} is replaced by the test: use monkeypatch.setattr, which puts it back.` };
  const { local, edits } = importModule(file, source, module);
  const holder = [local, ...parts.slice(moduleEnd, -1)].join('.');
  return { name: parts.slice(-2).join('_'), standard: edits, ...bound(state, holder, parts.at(-1) ?? '', classAt > 0) };
}

/** A variable of a module of the project, or an attribute of one of its classes. */
function ofProject(ground: Ground, state: LeftState): Found {
  const { path } = parted(state.name);
  if (/(?:^|\.)conftest$/.test(parted(state.name).module))
    return { reason: `${state.name} belongs to conftest.py: put it back in a fixture there.` };
  const leaf = leafOf(state);
  const shape = shapeOf(state, ground.declaring ?? ground);
  const { expression, holder, edits } = accessTo(ground, state.name, shape.kind !== 'value');
  const name = path.replace(/^_+/, '');
  if (isCached(ground, path)) return { name, before: [], after: [`${expression}.cache_clear()`], project: edits };
  if (shape.kind === 'object' && isSlotted(ground))
    return { reason: `${state.name} is an object with fixed slots: make a new one for each test in a fixture.` };
  if (shape.kind === 'value') {
    const isClass = path.includes('.') && /^[A-Z]/.test(path.split('.').at(-2) ?? '');
    if (holder !== undefined) return { name, project: edits, ...bound(state, holder, leaf, isClass) };
    const before = [`global ${leaf}`, `before = ${leaf}`];
    return state.before === notSet
      ? { name, before: [], after: [`globals().pop(${quote(ground.source, leaf)}, None)`] }
      : { name, before, after: [`${leaf} = before`] };
  }
  const content = shape.kind === 'object' ? `vars(${expression})` : expression;
  const copied = copyOf(ground, content, shape.nested);
  const after =
    shape.kind === 'list' ? [`${content}[:] = before`] : [`${content}.clear()`, `${content}.update(before)`];
  return { name, before: [`before = ${copied.code}`], after, standard: copied.edits, project: edits };
}

/** A name that is bound to another value: the old one is bound again, what was not there goes away. */
function bound(
  { before, after }: LeftState,
  holder: string,
  leaf: string,
  isClass: boolean,
): Pick<Around, 'before' | 'after'> {
  if (before === notSet) {
    // A class's own dictionary is read-only. An object may have the name from its class, which stays.
    const after = isClass
      ? [`if "${leaf}" in vars(${holder}):`, `    del ${holder}.${leaf}`]
      : [`vars(${holder}).pop("${leaf}", None)`];
    return { before: [], after };
  }
  // Reading a static or class method from its class gives another thing than stands there.
  const isMethod = isClass && [before, after].some((text) => /\b(?:function|method|mock|staticmethod)\b/i.test(text));
  return {
    before: [isMethod ? `before = vars(${holder})["${leaf}"]` : `before = ${holder}.${leaf}`],
    after: [`${holder}.${leaf} = before`],
  };
}

function copyOf({ file, source }: Ground, content: string, nested: boolean): { code: string; edits: readonly Edit[] } {
  if (!nested) return { code: `${content}.copy()`, edits: [] };
  const copy = importModule(file, source, 'copy');
  return { code: `${copy.local}.deepcopy(${content})`, edits: copy.edits };
}

/** `@functools.lru_cache` on the function: what it keeps can only be forgotten. */
function isCached({ file, declaring }: Ground, path: string): boolean {
  const [leaf, className] = path.split('.').reverse();
  return (declaring?.file ?? file).functions.some(
    (fn) =>
      fn.name === leaf &&
      fn.className === className &&
      fn.decorators.some(({ callee }) => /^functools\.(?:lru_)?cache$/.test(callee)),
  );
}

function isSlotted({ source, declaring }: Ground): boolean {
  return /\b__slots__\b|\bslots=True\b|\bNamedTuple\b/.test((declaring?.source ?? source).text);
}
