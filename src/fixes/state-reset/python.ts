import { importFrom, importModule, quote } from '../../analysis/edits/python.ts';
import type { Source } from '../../analysis/source.ts';
import { refusalOf, spoken } from './advice.ts';
import { type Around, fixtureEdits, fixtureName } from './python-fixture.ts';
import { bound, ofProject } from './python-project.ts';
import { settingAround } from './python-settings.ts';
import { fileIn, type Ground, type LeftState, leafOf, parted, type Refusal, type Way } from './request.ts';
import { setUpByModule } from './where-set.ts';

/** A fixture around each test of the polluter's file that keeps what was there and puts it back. */
export function pythonWay(ground: Ground, state: LeftState): Way {
  const old = setUpByModule(ground);
  if (old !== undefined)
    return {
      reason: `${old} sets ${spoken(state)} before any fixture runs: put it back in ${old.replace('setup', 'teardown').replace('setUp', 'tearDown')}.`,
    };
  const around = aroundOf(ground, state);
  if ('reason' in around) return around;
  const name = fixtureName(around.name);
  if (ground.file.functions.some((fn) => fn.name === name))
    return { reason: `${name} of ${ground.file.path} puts ${spoken(state)} back already.` };
  return { title: `Put ${spoken(state)} back after each test`, edits: fixtureEdits(ground, around) };
}

type Found = Around | Refusal;

/** How it is kept, and put back. */
export function aroundOf(ground: Ground, state: LeftState): Found {
  switch (state.kind) {
    case 'module-variable':
    case 'class-attribute':
      return ofProject(ground, state);
    case 'spy':
      return parted(state.name).module === '' ? ofLibrary(ground, state, state.name) : ofProject(ground, state);
    case 'builtin':
    case 'global':
      return settingAround(ground, state.name) ?? ofLibrary(ground, state, state.name);
    default:
      return ofProcess(ground, state);
  }
}

/** What all code of the process shares. */
function ofProcess(ground: Ground, state: LeftState): Found {
  const { kind, name, after } = state;
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
      if (name === 'TZ' && usesTimeZone(source)) {
        const time = importModule(file, source, 'time');
        const standard = [...os.edits, ...time.edits, ...mock.edits];
        return { name: 'time_zone', before: [], within, after: [`${time.local}.tzset()`], standard };
      }
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
      return withNumpy(
        ground,
        keep('random', 'random', '$.getstate()', (saved) => `$.setstate(${saved})`),
      );
    case 'signal-handler': {
      const signal = `$.${name.replace(/^(?:signal\.)?(?:Signals\.)?/, '')}`;
      return keep(name, 'signal', `$.getsignal(${signal})`, (saved) => `$.signal(${signal}, ${saved})`);
    }
    case 'mocked-module': {
      if (after.endsWith('loaded again'))
        return {
          reason: `${name} is loaded again by the test, so that others hold classes of the first: reload nothing, or run it in a process of its own.`,
        };
      const [sys] = uses('sys');
      const modules = `${sys?.local}.modules`;
      const key = quote(source, name);
      const back = [
        'if before is None:',
        `    ${modules}.pop(${key}, None)`,
        'else:',
        `    ${modules}[${key}] = before`,
      ];
      return { name, before: [`before = ${modules}.get(${key})`], after: back, standard: sys?.edits ?? [] };
    }
    case 'fake-timers':
      return {
        reason:
          'The clock stays frozen after the test: freeze it in a with block or by a decorator, which end by themselves.',
      };
    case 'file':
    case 'database':
      return fileAround(ground, state) ?? refusalOf(state);
    default:
      return refusalOf(state);
  }
}

/** The C library reads `TZ` when it is told to. */
function usesTimeZone({ text }: Source): boolean {
  return /\btzset\(/.test(text);
}

/** The file as it was, or none. */
function fileAround({ file, source }: Ground, state: LeftState): Around | undefined {
  const found = fileIn(state);
  if (!found) return undefined;
  const pathlib = importModule(file, source, 'pathlib');
  const tempfile = found.temporary ? importModule(file, source, 'tempfile') : undefined;
  const folder = tempfile ? `${tempfile.local}.gettempdir(), ` : '';
  return {
    name: leafOf(state),
    before: [
      `path = ${pathlib.local}.Path(${folder}${quote(source, found.path)}).absolute()`,
      'before = path.read_bytes() if path.exists() else None',
    ],
    after: ['if before is None:', '    path.unlink(missing_ok=True)', 'else:', '    path.write_bytes(before)'],
    standard: [...pathlib.edits, ...(tempfile?.edits ?? [])],
  };
}

/** A file that uses numpy draws from its generator as well. */
function withNumpy({ file, source }: Ground, around: Around): Around {
  if (!file.imports.some(({ module }) => /^numpy\b/.test(module))) return around;
  const { local, edits } = importModule(file, source, 'numpy');
  return {
    ...around,
    before: [...around.before, `before_numpy = ${local}.random.get_state()`],
    after: [...around.after, `${local}.random.set_state(before_numpy)`],
    project: edits,
  };
}

/** A function of a library that something else stands in for: `time.time`, `json.JSONEncoder.default`. */
function ofLibrary(ground: Ground, state: LeftState, name: string): Found {
  const { file, source } = ground;
  const parts = name.replace(':', '.').split('.');
  const classAt = name.startsWith('socket.socket.') ? 1 : parts.findIndex((part) => /^[A-Z]/.test(part));
  const moduleEnd = classAt > 0 ? classAt : parts.length - 1;
  const module = parts.slice(0, moduleEnd).join('.');
  if (module === '') return { reason: `${name} is replaced by the test: use monkeypatch.setattr, which puts it back.` };
  const { local, edits } = importModule(file, source, module);
  const holder = [local, ...parts.slice(moduleEnd, -1)].join('.');
  return {
    name: parts.slice(-2).join('_'),
    standard: edits,
    ...bound(ground, state, holder, parts.at(-1) ?? '', classAt > 0),
  };
}
