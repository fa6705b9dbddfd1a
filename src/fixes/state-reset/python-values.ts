import type { ReadFile } from './request.ts';
import { type LeftState, notSet, parted } from './request.ts';

/** What a value is, as far as putting it back goes. */
export interface Shape {
  /** `value`: bound anew. The rest is filled again, because others hold the same object. */
  readonly kind: 'mapping' | 'set' | 'list' | 'object' | 'value';
  /** It holds other containers, which the test may have changed as well. */
  readonly nested: boolean;
}

/** By the texts of the driver, and for what they leave open by the declaration. */
export function shapeOf({ kind, name, before, after }: LeftState, declaring: ReadFile | undefined): Shape {
  const { path } = parted(name);
  const nested = [before, after].some((text) => isNested(text));
  if (kind === 'spy') return { kind: 'value', nested: false };
  const declared = declaredKind(path, declaring);
  const [was, is] = [containerIn(before), containerIn(after)];
  // Both texts must be of one kind: what was replaced by something else is bound anew.
  if (was !== undefined && was === is) return { kind: was === 'mapping' && declared === 'set' ? 'set' : was, nested };
  if (before === notSet || after === notSet) return { kind: 'value', nested: false };
  const type = objectIn(before);
  if (type !== undefined && type === objectIn(after)) return { kind: 'object', nested };
  return { kind: 'value', nested: false };
}

function containerIn(text: string): Exclude<Shape['kind'], 'value' | 'object'> | undefined {
  if (/^(?:dict|OrderedDict|defaultdict|Counter)\b/.test(text)) return 'mapping';
  if (/^(?:set\b|\{(?!\})(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^'":])*?[,}…])/.test(text)) return 'set';
  // `Registry {{'a': 1}}`: a class of the project that is a dict.
  if (/^\{|^\w+ \{\{/.test(text)) return 'mapping';
  return /^(?:\[|list\b|deque\b|\w+ \{\[)/.test(text) ? 'list' : undefined;
}

/** `Defaults` of `Defaults {gift_wrap: False}`. */
function objectIn(text: string): string | undefined {
  return /^([A-Z_a-z][\w.]*) ?[{(]/.exec(text)?.[1];
}

function declaredKind(path: string, declaring: ReadFile | undefined): Shape['kind'] | undefined {
  const names = path.split('.');
  const variable = declaring?.file.variables.find(
    ({ name, level, className }) =>
      name === names.at(-1) && (names.length > 1 ? className === names.at(-2) : level === 'module'),
  );
  if (variable?.value === 'set' || variable?.initial?.form === 'set') return 'set';
  return undefined;
}

function isNested(text: string): boolean {
  const inner = text.slice(text.search(/[[{(]/) + 1);
  return /[[{(…]/.test(inner);
}
