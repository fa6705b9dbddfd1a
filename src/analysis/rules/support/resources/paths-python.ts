import { addParameter } from '../../../edits/python.ts';
import type { Argument, CallFact, FunctionFact, TestFile } from '../../../facts.ts';
import { functionsAround } from '../../../nesting.ts';
import type { Edit, FixDraft, Report, RuleContext } from '../../../rule.ts';
import { contains } from '../../../source.ts';
import { isInTestCase } from '../pytest/test-cases.ts';
import { climb, testAround } from '../scope.ts';
import { variableNamed } from '../values.ts';

interface Written {
  readonly call: CallFact;
  /** The literal that says where. */
  readonly literal: Argument;
  readonly path: string;
  readonly root: 'temporary' | 'project';
}

/** Python's side of shared-path: files and databases that a test really writes under a name it shares with every other run. */
export function* sharedPathsInPython(context: RuleContext): Iterable<Report> {
  const { file } = context;
  const wayOut = file.framework === 'unittest' ? 'Write below a tempfile.TemporaryDirectory.' : 'Write below tmp_path.';
  const found = file.calls.flatMap((call) => writtenBy(context, call) ?? []);
  for (const root of ['temporary', 'project'] as const) {
    const group = found.filter((written) => written.root === root);
    const [first] = group;
    if (!first) continue;
    const paths = new Set(group.map(({ path }) => path));
    const more = paths.size > 1 ? ` (and ${paths.size - 1} more of this file)` : '';
    yield {
      at: first.literal.span,
      severity: root === 'temporary' ? 'warning' : 'info',
      message: `${first.path}${more} ${consequences[root]} ${wayOut}`,
      fix: ownDirectory(context, group),
    };
  }
}

const consequences = {
  temporary:
    'is one and the same path for every process of this machine: a second run, another worker or another checkout writes and removes the same files.',
  project:
    'lies in the working directory and is the same for every test and run: what one leaves there the next one finds.',
} as const;

function writtenBy(context: RuleContext, call: CallFact): Written | undefined {
  const { file } = context;
  const place = [...functionsAround(file, call.function)].find(({ role }) => role !== 'function');
  if (!place || place.role === 'suite') return undefined;
  const argument = writtenArgument(file, call);
  const literal = argument && literalBehind(file, argument, call.function);
  const text = typeof literal?.value === 'string' ? literal.value : '';
  const path = text.replace(/^sqlite(?:\+\w+)?:\/\/\//, '').replace(/[?#].*$/, '');
  const root = literal?.kind === 'string' ? rootOf(path) : undefined;
  if (!literal || root === undefined || !isReal(context, call, root)) return undefined;
  return { call, literal, path, root };
}

function rootOf(path: string): Written['root'] | undefined {
  if (/^\/(?:var\/)?tmp\/[^{]/.test(path)) return 'temporary';
  return /^(?:\.{1,2}\/)?[\w-][\w./-]*\.\w+$/.test(path) && !/^\/|:/.test(path) ? 'project' : undefined;
}

/** The argument that names what the call writes. */
function writtenArgument(file: TestFile, call: CallFact): Argument | undefined {
  const { callee, typed = callee, arguments: given } = call;
  const [first, second] = given;
  if (callee === 'open' || callee === 'io.open') {
    const mode = given.find(({ name }) => name === 'mode') ?? (second?.name === undefined ? second : undefined);
    return mode?.kind === 'string' && /[wax]/.test(String(mode.value)) ? first : undefined;
  }
  if (/^pathlib\.Path\(\)\.(?:write_text|write_bytes|touch)$/.test(typed)) return pathOf(file, call);
  if (/^os\.(?:mkdir|makedirs)$/.test(callee)) {
    // To make sure that a directory is there does no harm to anybody.
    return given.some(({ name }) => name === 'exist_ok') ? undefined : first;
  }
  if (/^shutil\.(?:copy|copy2|copyfile|move|copytree)$/.test(callee)) return second;
  const isDatabase = /^sqlite3\.connect$|^(?:sqlalchemy|sqlmodel)\.(?:[\w.]*\.)?create(?:_async)?_engine$/.test(callee);
  return isDatabase ? first : undefined;
}

/** What `Path("/tmp/x")` was made of, written here or kept in a variable. */
function pathOf(file: TestFile, call: CallFact): Argument | undefined {
  const direct = file.calls.find(({ callee, span }) => callee === 'pathlib.Path' && span.start === call.span.start);
  if (direct) return direct.arguments.length === 1 ? direct.arguments[0] : undefined;
  const name = call.callee.split('.')[0] ?? '';
  const initial = variableNamed(file, name, call.function)?.initial;
  const made = initial?.kind === 'call' && initial.ref !== undefined ? file.calls[initial.ref] : undefined;
  return made?.callee === 'pathlib.Path' && made.arguments.length === 1 ? made.arguments[0] : undefined;
}

function literalBehind(file: TestFile, argument: Argument, from: number): Argument | undefined {
  if (argument.kind === 'string') return argument;
  if (argument.kind === 'call' && argument.ref !== undefined) {
    const made = file.calls[argument.ref];
    const [inner] = made?.arguments ?? [];
    return made?.callee === 'pathlib.Path' && made.arguments.length === 1 && inner?.kind === 'string'
      ? inner
      : undefined;
  }
  if (argument.kind !== 'name') return undefined;
  const variable = variableNamed(file, String(argument.value), from);
  return variable?.initial && variable.accesses.every(({ kind }) => kind === 'read')
    ? literalBehind(file, variable.initial, variable.function)
    : undefined;
}

/** What stands for the file system, or for the directory that the test runs in. */
const standIns = /\b(?:mock_open|pyfakefs|fakefs|fake_filesystem)\b/;
const movesAway =
  /chdir|change_?dir|pushd|isolated_filesystem|\bas_cwd\b|\bpytester\b|\btestdir\b|TemporaryDirectory|file_?lock|workdir_lock/i;

function isReal(context: RuleContext, call: CallFact, root: Written['root']): boolean {
  const { file, source, fixtures } = context;
  const test = testAround(file, call.function);
  const names = [...functionsAround(file, call.function)].flatMap(({ parameters }) =>
    parameters.map(({ name }) => name),
  );
  const [module = ''] = call.callee.split('.');
  const last = call.callee.split('.').at(-1) ?? '';
  if (standIns.test(source.text) || names.includes('fs')) return false;
  if (file.interceptions.some(({ target }) => target?.split('.').some((part) => part === module || part === last)))
    return false;
  if (file.assertions.some(({ span, style }) => style === 'raises' && contains(span, call.span))) return false;
  if (
    [...climb(file, call.block)].some(({ names: managers }) =>
      managers.some((name) => /raises|assertRaises/.test(name)),
    )
  )
    return false;
  if (root === 'temporary') return true;
  const helpers = test ? fixtures.used(test).map((site) => site.fixture.name) : [];
  return (
    !movesAway.test(source.text) &&
    ![...names, ...helpers].some((name) => /cwd|chdir|work_?dir|isolat|runner|project/i.test(name))
  );
}

/** `open("/tmp/out.txt", "w")` -> `open(tmp_path / "out.txt", "w")`, for one test that names the path in places that take a path. */
function ownDirectory(context: RuleContext, group: readonly Written[]): FixDraft | undefined {
  const { file, source } = context;
  const [first] = group;
  const test = first && testAround(file, first.call.function);
  const fn = test && file.functions[test.function];
  if (!first || !test || !fn || !group.every(({ call }) => call.function === fn.id)) return undefined;
  if (isInTestCase(file, test) || file.framework !== 'pytest') return undefined;
  const paths = new Set(group.map(({ path }) => path));
  if (paths.size > 1 || first.path !== first.literal.value || first.path.includes('"')) return undefined;
  const places = placesOf(context, fn, first.path);
  const parameter = addParameter(source, fn, 'tmp_path');
  if (!places || !parameter) return undefined;
  const name = first.path.split('/').at(-1) ?? first.path;
  const text = `tmp_path / "${name}"`;
  const edits = places.map((span): Edit => ({ ...span, text }));
  return { title: 'Write below tmp_path', safety: 'suggested', edits: [...parameter, ...edits] };
}

/** Every place where the path is written, when each is the argument of `open` or of `Path`. */
function placesOf(
  { file, source }: RuleContext,
  fn: FunctionFact,
  path: string,
): readonly Argument['span'][] | undefined {
  const written = source.text.split(path).length - 1;
  const places = file.calls.flatMap((call) => {
    const [first] = call.arguments;
    const takesPath = /^(?:open|io\.open|os\.(?:remove|unlink|stat|path\.\w+)|pathlib\.Path)$/.test(call.callee);
    return takesPath && call.function === fn.id && first?.kind === 'string' && first.value === path ? [first.span] : [];
  });
  return places.length === written ? places : undefined;
}
