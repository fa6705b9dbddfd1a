import { code, ofType, type Syntax } from '../syntax.ts';
import type { Check } from './around.ts';

/** The arguments of a call, the bases of a class. */
export function checkArguments(list: Syntax, { text, report }: Check): void {
  const names = new Set<string>();
  let keyword = false;
  let unpacked = false;
  for (const each of code(list)) {
    if (each.type === 'keyword_argument') {
      const [name] = each.children;
      const written = name ? text.slice(name.start, name.end) : '';
      if (names.has(written)) report(`keyword argument repeated: ${written}`, each);
      names.add(written);
      keyword = true;
    } else if (each.type === 'dictionary_splat') unpacked = true;
    else if (each.type === 'list_splat' || each.type === 'parenthesized_list_splat') {
      if (unpacked) report('iterable argument unpacking follows keyword argument unpacking', each);
    } else if (unpacked) report('positional argument follows keyword argument unpacking', each);
    else if (keyword) report('positional argument follows keyword argument', each);
  }
}

const isDefault = /default_parameter$/;

export function checkParameters(list: Syntax | undefined, check: Check): void {
  const { report } = check;
  const names = new Set<string>();
  let [defaults, star, keywords] = [false, false, false];
  const all = list ? code(list) : [];
  for (const [at, each] of all.entries()) {
    const name = nameOf(each, check);
    if (name !== undefined && names.has(name)) report(`duplicate argument '${name}' in function definition`, each);
    if (name !== undefined) names.add(name);
    if (keywords) report('arguments cannot follow var-keyword argument', each);
    const pattern = ofType(each, 'list_splat_pattern') ?? ofType(each, 'dictionary_splat_pattern') ?? each;
    if (pattern.type === 'keyword_separator' || pattern.type === 'list_splat_pattern') {
      if (star) report('* argument may appear only once', each);
      const next = all[at + 1];
      if (pattern.type === 'keyword_separator' && (!next || isKeywords(next)))
        report('named arguments must follow bare *', each);
      star = true;
    } else if (pattern.type === 'dictionary_splat_pattern') keywords = true;
    else if (pattern.type === 'positional_separator') {
      if (at === 0) report('at least one argument must precede /', each);
      else if (star) report('/ must be ahead of *', each);
    } else if (pattern.type === 'tuple_pattern') report('parameters cannot be parenthesized', each);
    else if (isDefault.test(each.type)) defaults = true;
    else if (defaults && !star) report('non-default argument follows default argument', each);
  }
}

function isKeywords(node: Syntax): boolean {
  return node.type === 'dictionary_splat_pattern' || ofType(node, 'dictionary_splat_pattern') !== undefined;
}

/** `x`, `x: T`, `x=1`, `*args`, `**kwargs: T`. */
function nameOf(node: Syntax, { text }: Check): string | undefined {
  if (node.type === 'identifier') return text.slice(node.start, node.end);
  const inner =
    node.children.find(({ field }) => field === 'name') ??
    node.children.find(({ type }) => type === 'identifier' || /splat_pattern$/.test(type));
  return inner && inner.type !== 'tuple_pattern' ? nameOf(inner, { text, report: () => {} }) : undefined;
}
