import { importModule, quote } from '../../analysis/edits/python.ts';
import type { Edit } from '../../analysis/rule.ts';
import { accessTo } from './python-access.ts';
import type { Around } from './python-fixture.ts';
import { shapeOf } from './python-values.ts';
import { type Ground, type LeftState, leafOf, notSet, parted, type Refusal } from './request.ts';

/** A variable of a module of the project, or an attribute of one of its classes. */
export function ofProject(ground: Ground, state: LeftState): Around | Refusal {
  const { path } = parted(state.name);
  const ofConftest = /(?:^|\.)conftest$/.test(parted(state.name).module);
  if (ofConftest && !ground.file.path.endsWith('conftest.py'))
    return { reason: `${state.name} belongs to conftest.py: put it back in a fixture there.` };
  const leaf = leafOf(state);
  const shape = shapeOf(state, ground.declaring ?? ground);
  const { expression, holder, edits } = accessTo(ground, state.name, shape.kind !== 'value');
  const name = path.replace(/^_+/, '');
  if (/^function \S+ with defaults /.test(state.before))
    return {
      reason: `${state.name} keeps what it put into the default of a parameter: make the default None, and the value in its body.`,
    };
  if (/^mock function/.test(state.before) && state.kind !== 'spy')
    return { name, before: [], after: [`${expression}.reset_mock()`], project: edits };
  if (isContextVariable(ground, path)) {
    const before = [`token = ${expression}.set(${expression}.get(None))`];
    return { name, before, after: [`${expression}.reset(token)`], project: edits };
  }
  if (isCache(state)) return { name, before: [], after: [`${expression}.cache_clear()`], project: edits };
  if (shape.kind === 'object' && isSlotted(ground))
    return { reason: `${state.name} is an object with fixed slots: make a new one for each test in a fixture.` };
  if (shape.kind === 'value') {
    const isClass = path.includes('.') && /^[A-Z]/.test(path.split('.').at(-2) ?? '');
    if (holder !== undefined) return { name, project: edits, ...bound(ground, state, holder, leaf, isClass) };
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
export function bound(
  { source }: Ground,
  { before, after }: LeftState,
  holder: string,
  leaf: string,
  isClass: boolean,
): Pick<Around, 'before' | 'after'> {
  const key = quote(source, leaf);
  if (before === notSet) {
    // A class's own dictionary is read-only. An object may have the name from its class, which stays.
    const after = isClass
      ? [`if ${key} in vars(${holder}):`, `    del ${holder}.${leaf}`]
      : [`vars(${holder}).pop(${key}, None)`];
    return { before: [], after };
  }
  // Reading a static or class method from its class gives another thing than stands there.
  const isMethod = isClass && [before, after].some((text) => /\b(?:function|method|mock|staticmethod)\b/i.test(text));
  return {
    before: [isMethod ? `before = vars(${holder})[${key}]` : `before = ${holder}.${leaf}`],
    after: [`${holder}.${leaf} = before`],
  };
}

function copyOf({ file, source }: Ground, content: string, nested: boolean): { code: string; edits: readonly Edit[] } {
  if (!nested) return { code: `${content}.copy()`, edits: [] };
  const copy = importModule(file, source, 'copy');
  return { code: `${copy.local}.deepcopy(${content})`, edits: copy.edits };
}

/** What `functools.lru_cache` keeps can only be forgotten. */
function isCache({ before, after }: LeftState): boolean {
  return [before, after].every((text) => text.startsWith('cache of '));
}

function isContextVariable({ file, declaring }: Ground, path: string): boolean {
  const { variables, calls } = declaring?.file ?? file;
  const found = variables.find(({ level, name }) => level === 'module' && name === path);
  return found?.initial?.ref !== undefined && calls[found.initial.ref]?.callee === 'contextvars.ContextVar';
}

function isSlotted({ source, declaring }: Ground): boolean {
  return /\b__slots__\b|\bslots=True\b|\bNamedTuple\b/.test((declaring?.source ?? source).text);
}
