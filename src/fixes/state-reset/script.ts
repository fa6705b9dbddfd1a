import { importNames, localName } from '../../analysis/edits/typescript.ts';
import { placeOf } from '../../analysis/rules/support/places.ts';
import { mockObject, runnerModule } from '../../analysis/rules/support/runner.ts';
import { isBuiltIn } from '../../analysis/rules/support/state/global-writes.ts';
import { refusalOf, spoken } from './advice.ts';
import { fileIn, type Ground, type LeftState, leafOf, notSet, parted, type Refusal, type Way } from './request.ts';
import { coreReset } from './script-core.ts';
import { hookEdits, inkOf, type Reset, savedName } from './script-hook.ts';
import { expressionOf, moduleReset, valueReset } from './script-module.ts';

type Found = Reset | Refusal;

/** An `afterEach` at the top of the polluter's file that puts back what was there when the file was loaded. */
export function scriptWay(ground: Ground, state: LeftState): Way {
  const { file, source } = ground;
  if (file.framework === 'playwright')
    return {
      reason: `Playwright's tests share a worker only within one file: put ${spoken(state)} back in test.afterEach.`,
    };
  const reset = resetOf(ground, state);
  if ('reason' in reset) return reset;
  const names = [...(reset.saved ? [reset.saved.name] : []), ...(reset.names ?? [])];
  const isThere =
    names.length > 0
      ? file.variables.some(({ name }) => names.includes(name))
      : file.hooks.some(
          ({ kind, suite, span }) =>
            kind.startsWith('after') &&
            suite === undefined &&
            reset.lines.every((line) => source.slice(span).includes(line)),
        );
  if (isThere) return { reason: `A hook of ${file.path} puts ${spoken(state)} back already.` };
  const edits = hookEdits(ground, reset);
  if (!edits)
    return { reason: `There is no place for a hook in ${file.path}: put ${spoken(state)} back in afterEach.` };
  const title = `Put ${spoken(state)} back after ${ground.once ? 'the last' : 'each'} test`;
  return { title, edits, keeps: reset.saved !== undefined };
}

function resetOf(ground: Ground, state: LeftState): Found {
  switch (state.kind) {
    case 'module-variable':
    case 'class-attribute':
      return moduleReset(ground, state);
    case 'spy':
      return spyReset(ground, state);
    case 'builtin':
    case 'global':
      return coreReset(ground, state) ?? builtinReset(ground, state);
    case 'environment':
      return environmentReset(ground, state);
    case 'working-directory':
      return {
        saved: { name: savedName(ground, 'cwd'), value: 'process.cwd()' },
        lines: [`process.chdir(${savedName(ground, 'cwd')})${inkOf(ground).end}`],
      };
    case 'fake-timers':
      return timersReset(ground);
    case 'mocked-module':
      return unmock(ground, state);
    case 'listener':
      return listenersReset(ground, state);
    case 'file':
    case 'database':
      return fileReset(ground, state) ?? refusalOf(state);
    default:
      return refusalOf(state);
  }
}

function environmentReset(ground: Ground, { name }: LeftState): Found {
  const { end, mark } = inkOf(ground);
  const variable = /^[A-Za-z_$][\w$]*$/.test(name) ? `process.env.${name}` : `process.env[${mark}${name}${mark}]`;
  const pascal = name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== '')
    .join(' ');
  const saved = savedName(
    ground,
    pascal.replace(/ (.)/g, (_, letter: string) => letter.toUpperCase()),
  );
  const lines = [`if (${saved} === undefined) delete ${variable}${end}`, `else ${variable} = ${saved}${end}`];
  return { saved: { name: saved, value: variable }, lines };
}

/** `globalThis.fetch`, `Math.random`, `Array.prototype.last`. */
function builtinReset(ground: Ground, state: LeftState): Found {
  const { end, mark } = inkOf(ground);
  const name = state.name.replace(/^globalThis\./, '');
  if (!/^[\w$]+(?:\.[\w$]+)*$/.test(name))
    return { reason: `${state.name} is replaced by the test: keep the original and put it back in afterEach.` };
  const expression = name.includes('.') ? name : `globalThis.${name}`;
  // TypeScript knows no property of globalThis that is the project's own.
  if (state.before !== notSet && !isBuiltIn(name) && /\.[cm]?tsx?$/.test(ground.file.path)) {
    const saved = savedName(ground, name);
    const key = `${mark}${name}${mark}`;
    return {
      saved: { name: saved, value: `Reflect.get(globalThis, ${key})` },
      lines: [`Reflect.set(globalThis, ${key}, ${saved})${end}`],
    };
  }
  return valueReset(ground, state, expression);
}

function mockName({ file }: Ground): string {
  return file.framework === 'jest' ? 'jest' : 'vi';
}

function spyReset(ground: Ground, state: LeftState): Found {
  if (state.before.startsWith('mock function')) return mockReset(ground, state);
  const all = restoreAll(ground);
  if (all) return all;
  if (parted(state.name).module !== '') return moduleReset(ground, state);
  return coreReset(ground, state) ?? builtinReset(ground, state);
}

/** It was a mock before and is one still: it remembers calls, or got an implementation. */
function mockReset(ground: Ground, state: LeftState): Found {
  const { file } = ground;
  const { end } = inkOf(ground);
  const [had, has] = [state.before, state.after].map((text) => text.includes('own implementation'));
  const mock = mockObject(file);
  const sinon = file.imports.find(({ module }) => module === 'sinon');
  if (had === has && mock !== undefined) return { lines: [`${mock}.clearAllMocks()${end}`], uses: [mockName(ground)] };
  if (had === has && sinon) return { lines: [`${sinon.local}.resetHistory()${end}`] };
  const access = mock !== undefined && !had ? expressionOf(ground, state) : undefined;
  if (access) return { lines: [`${access.expression}.mockReset()${end}`], edits: access.edits };
  return {
    reason: `${state.name} is a mock that keeps what the test made it do: set it up in beforeEach, for each test.`,
  };
}

/** Where the file has spies of its runner, and none that is meant to last. */
function restoreAll(ground: Ground): Reset | undefined {
  const { file } = ground;
  const mock = mockObject(file);
  const spies = file.calls.filter(({ callee }) => /^(?:vi|jest)\.spyOn$/.test(callee));
  const lasts = spies.some((call) => {
    const place = placeOf(file, call.function);
    return place.kind === 'collection' || (place.kind === 'hook' && place.hook.kind === 'beforeAll');
  });
  if (mock === undefined || spies.length === 0 || lasts) return undefined;
  return { lines: [`${mock}.restoreAllMocks()${inkOf(ground).end}`], uses: [mockName(ground)] };
}

function timersReset(ground: Ground): Found {
  const { file } = ground;
  const { end } = inkOf(ground);
  const mock = mockObject(file);
  if (mock !== undefined) return { lines: [`${mock}.useRealTimers()${end}`], uses: [mockName(ground)] };
  const sinon = file.imports.find(({ module, name }) => module === 'sinon' && /^(?:\*|default)$/.test(name));
  if (sinon) return { lines: [`${sinon.local}.restore()${end}`] };
  if (
    file.framework === 'node:test' &&
    file.imports.some(({ module, name }) => module === runnerModule(file) && name === 'mock')
  )
    return { lines: [`${localName(file, 'node:test', 'mock')}.timers.reset()${end}`] };
  return { reason: 'The timers stay faked after the test: put the real ones back in afterEach.' };
}

/** `vi.doMock('./api')` ends with `vi.doUnmock`; who has imported it keeps the mock until the modules are loaded anew. */
function unmock(ground: Ground, state: LeftState): Found {
  const { file, source } = ground;
  const mock = mockObject(file);
  const stem = leafOf(state)
    .replace(/^.*\//, '')
    .replace(/\.[cm]?[jt]sx?$/, '');
  const modules = [parted(state.name).path, state.name].map((name) =>
    name.replace(/^.*\//, '').replace(/\.[cm]?[jt]sx?$/, ''),
  );
  const call = file.calls.find(
    ({ callee, arguments: [module] }) =>
      /^(?:vi|jest)\.doMock$/.test(callee) &&
      module?.kind === 'string' &&
      [stem, ...modules].includes(
        String(module.value)
          .replace(/^.*\//, '')
          .replace(/\.[cm]?[jt]sx?$/, ''),
      ),
  );
  const [module] = call?.arguments ?? [];
  if (mock === undefined || !module)
    return { reason: `${state.name} stays mocked after the test: unmock it in afterEach, and load the modules anew.` };
  const unmocked = file.framework === 'jest' ? 'dontMock' : 'doUnmock';
  const lines = [
    `${mock}.${unmocked}(${source.slice(module.span)})${inkOf(ground).end}`,
    `${mock}.resetModules()${inkOf(ground).end}`,
  ];
  return { lines, uses: [mockName(ground)] };
}

/** The file as it was, or none. */
function fileReset(ground: Ground, state: LeftState): Reset | undefined {
  const { file, source } = ground;
  const found = fileIn(state);
  if (!found) return undefined;
  const { end, mark } = inkOf(ground);
  const path = found.temporary ? `\`\${tmpdir()}/${found.path}\`` : `${mark}${found.path}${mark}`;
  const saved = savedName(
    ground,
    leafOf(state).replace(/\W+(\w)/g, (_, letter: string) => letter.toUpperCase()),
  );
  return {
    saved: { name: saved, value: `existsSync(${path}) ? readFileSync(${path}) : undefined` },
    lines: [
      `if (${saved} === undefined) rmSync(${path}, { force: true })${end}`,
      `else writeFileSync(${path}, ${saved})${end}`,
    ],
    edits: [
      ...importNames(file, source, 'node:fs', ['existsSync', 'readFileSync', 'rmSync', 'writeFileSync']),
      ...(found.temporary ? importNames(file, source, 'node:os', ['tmpdir']) : []),
    ],
  };
}

function listenersReset(ground: Ground, state: LeftState): Found {
  const { end, mark } = inkOf(ground);
  const event = /^process\b[\s:.#("']+([\w:-]+)/.exec(state.name)?.[1];
  if (event === undefined)
    return { reason: `${state.name} keeps the listeners that the test added: remove them in afterEach.` };
  const saved = savedName(ground, `${event.replace(/\W+(\w)/g, (_, letter: string) => letter.toUpperCase())}Listeners`);
  const listeners = `process.listeners(${mark}${event}${mark})`;
  const lines = [
    `for (const listener of ${listeners}) {`,
    `${ground.source.indentUnit}if (!${saved}.includes(listener)) process.off(${mark}${event}${mark}, listener)${end}`,
    '}',
  ];
  return { saved: { name: saved, value: listeners }, lines };
}
