import { importModule } from '../../../edits/python.ts';
import { insertAbove, reindent } from '../../../edits/statements.ts';
import { atStartOfBody, localName, styleOf } from '../../../edits/typescript.ts';
import type { Test } from '../../../facts.ts';
import type { FixDraft, RuleContext } from '../../../rule.ts';
import { expectThrow } from '../assertions/expect-throw.ts';
import type { Gap } from '../assertions/paths.ts';
import { siblingOf } from '../assertions/swallowing.ts';
import { climb, modifierNames } from '../scope.ts';

/** Makes a run without assertions fail, or makes the condition itself the assertion. */
export function closeGap(context: RuleContext, test: Test, gap: Gap): FixDraft | undefined {
  if (gap.kind === 'swallowed' || gap.kind === 'skipped') return undefined;
  if (context.file.language === 'typescript')
    return expectError(context, gap) ?? countThem(context, test) ?? assertCondition(context, test, gap);
  return gap.kind === 'loop' ? assertFilled(context, test, gap) : expectRaise(context, test, gap);
}

function expectError(context: RuleContext, { kind, block }: Gap): FixDraft | undefined {
  const attempt = kind === 'handler' && block.kind === 'catch' ? siblingOf(context.file, block, 'try') : undefined;
  return attempt && expectThrow(context, attempt, block);
}

/** Playwright cannot count assertions: the condition itself becomes one. */
function assertCondition({ file, source }: RuleContext, test: Test, { kind, block }: Gap): FixDraft | undefined {
  const { condition, construct } = block;
  const isDirect = block.parent === file.functions[test.function]?.block && block.arm === 0 && !block.exhaustive;
  if (file.framework !== 'playwright' || kind !== 'branch' || !condition || !isDirect) return undefined;
  if (!/^if\b/.test(source.slice(construct))) return undefined;
  const expect = localName(file, '@playwright/test', 'expect');
  const claim = claimOf(source.slice(condition), expect);
  if (claim === undefined) return undefined;
  const edit = insertAbove(source, construct.start, [`${claim}${styleOf(source).semicolon}`]);
  return { title: 'Assert the condition', safety: 'suggested', edits: [edit] };
}

function claimOf(condition: string, expect: string): string | undefined {
  const seen = /^await ([\w.]+(?:\(\))?)\.isVisible\(\)(?:\.catch\(\(\) => false\))?$/.exec(condition)?.[1];
  if (seen !== undefined) return `await ${expect}(${seen}).toBeVisible()`;
  const counted = /^([\w.]+) > (\d+)$/.exec(condition);
  if (counted) return `${expect}(${counted[1]}).toBeGreaterThan(${counted[2]})`;
  return /^[\w.]+$/.test(condition) ? `${expect}(${condition}).toBeTruthy()` : undefined;
}

function countThem({ file, source }: RuleContext, test: Test): FixDraft | undefined {
  const fn = file.functions[test.function];
  if (
    (file.framework !== 'vitest' && file.framework !== 'jest') ||
    !fn ||
    modifierNames(file, test).includes('concurrent')
  )
    return undefined;
  if (file.imports.some((entry) => entry.local === 'expect' && entry.module === 'chai')) return undefined;
  const expect = localName(file, file.framework === 'vitest' ? 'vitest' : '@jest/globals', 'expect');
  const edit = atStartOfBody(source, fn, [`${expect}.hasAssertions()${styleOf(source).semicolon}`]);
  return edit && { title: 'Fail when no assertion has run', safety: 'suggested', edits: [edit] };
}

function assertFilled({ file, source }: RuleContext, test: Test, { block }: Gap): FixDraft | undefined {
  const written = block.condition && source.slice(block.condition);
  const collection = written && withoutWrapping(written);
  const body = file.functions[test.function]?.block;
  const around = [...climb(file, block.parent)];
  const isDirect = around
    .slice(
      0,
      around.findIndex(({ id }) => id === body),
    )
    .every(({ kind }) => kind === 'with');
  const isPath = collection !== undefined && /^[A-Za-z_][\w.]*(?:\[(?:"\w+"|'\w+'|\d+)\])*$/.test(collection);
  if (collection === undefined || !isDirect || block.function !== test.function || !isPath) return undefined;
  // An array of numpy or a table of pandas has no truth value.
  const isArray = file.imports.some(({ module }) => /^(?:numpy|pandas|polars|torch)\b/.test(module));
  const claim = isArray ? `assert len(${collection}) > 0` : `assert ${collection}`;
  const edit = insertAbove(source, block.construct.start, [claim]);
  return { title: `Assert that ${collection} is not empty`, safety: 'suggested', edits: [edit] };
}

/** `enumerate(items)`, `answer.items()`: what is empty when these are. */
function withoutWrapping(collection: string): string {
  return collection
    .replace(/^(?:enumerate|sorted|list|reversed)\(([^(),]+)\)$/, '$1')
    .replace(/\.(?:items|values|keys)\(\)$/, '');
}

/** `try: act() / except E as e: assert …` becomes `with pytest.raises(E) as excinfo:` with the assertions behind it. */
function expectRaise({ file, source }: RuleContext, test: Test, { kind, block }: Gap): FixDraft | undefined {
  const siblings = file.blocks.filter(
    (other) =>
      other.id !== block.id &&
      other.construct.start === block.construct.start &&
      other.construct.end === block.construct.end,
  );
  const [attempt] = siblings;
  const [type] = block.names;
  if (kind !== 'handler' || block.kind !== 'catch' || !attempt || siblings.length !== 1 || attempt.kind !== 'try')
    return undefined;
  if (block.names.length !== 1 || type === undefined || !/^[\w.]+$/.test(type) || /^(?:Base)?Exception$/.test(type))
    return undefined;
  if (file.framework !== 'pytest' || block.parent !== file.functions[test.function]?.block) return undefined;
  const text = source.slice(block.construct);
  const parts = /^try:[\t ]*(\r?\n[\s\S]*?\n)([\t ]*)except\s+[\w.]+(?:\s+as\s+(\w+))?:[\t ]*\r?\n([\s\S]*)$/.exec(
    text,
  );
  if (!parts || /^[\t ]*(?:else|finally|except)\b/m.test(parts[4]?.replace(/^[\t ]*/, '') ?? '')) return undefined;
  const [, body = '', indent = '', name, handler = ''] = parts;
  // Behind the `with` no exception is being handled any more.
  if (/\bexc_info\(|\b(?:format|print)_exc\(|\.exception\(|\braise\s*$/m.test(handler)) return undefined;
  const { local, edits } = importModule(file, source, 'pytest');
  const head = `with ${local}.raises(${type})${name ? ' as excinfo' : ''}:`;
  const binding = name ? `${indent}${name} = excinfo.value${source.eol}` : '';
  return {
    title: `Expect ${type} with pytest.raises`,
    safety: 'suggested',
    edits: [...edits, { ...block.construct, text: head + body + binding + reindent(source, handler, -1) }],
  };
}
