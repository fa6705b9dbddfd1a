import type { Assertion, Block, CallFact, Span, Test, TestFile, Variable } from '../../../facts.ts';
import { isWithin } from '../../../nesting.ts';
import type { RuleContext, Severity } from '../../../rule.ts';
import { contains } from '../../../source.ts';
import { climb, inTest } from '../scope.ts';
import { commentAbove } from '../state/runs.ts';
import { variableNamed, variablesReadIn } from '../values.ts';
import { callAsserts } from './asserting.ts';
import { isChosenByTable } from './chosen-by-table.ts';
import { isNeverEmpty } from './collections.ts';
import { isFilledInPython, isOfOuterTable } from './filled-python.ts';
import type { Gap } from './paths.ts';

type Context = Pick<RuleContext, 'file' | 'source'>;

/** Titles of tests that have done their work when they come to their end. */
const isEnoughToEnd = /\b(?:not|never|without)\b[^.]{0,30}\b(?:crash|throw|fail|error|hang|stall)/i;

/** A comment says that not every run has what is asked for. */
const dependsOnVersion =
  /\/\/[^\n]*\b(?:some|older?|not (?:all|every)|newer)\b[^\n]{0,20}\b(?:node|versions?|browsers?|platforms?|runtimes?)\b/i;

/** A comment says that both ends are right. */
const toleratesBoth = /(?:\/\/|\/\*)[^\n]*\b(?:acceptable|either|(?:is|are|that's) (?:ok|okay|fine)|may or may not)\b/i;

/** In a callback that stands in for code (`vi.fn((n) => …)`): which way it goes is up to the test itself. */
function isInStandIn(file: TestFile, block: Block): boolean {
  for (const { kind, function: id } of climb(file, block.id)) {
    const given = file.functions[id]?.argumentOf;
    if (
      kind === 'function' &&
      given !== undefined &&
      /(?:^|\.)(?:fn|stub|mockImplementation(?:Once)?)$/.test(file.calls[given]?.callee ?? '')
    )
      return true;
  }
  return false;
}

/** In a method of a class that the test makes (`ast.NodeVisitor`): what it is given is more than what it looks at. */
function isInVisitor(file: TestFile, test: Test, { function: id }: Block): boolean {
  const fn = file.functions[id];
  return fn?.className !== undefined && id !== test.function && isWithin(file, id, test.function);
}

/** Loops are weaker evidence; where nothing is claimed of an empty collection, or another platform is left out, it is only worth a look. */
export function severityOf(context: RuleContext, test: Test, { kind, block }: Gap): Severity {
  const { file, source } = context;
  const inside = file.assertions.filter((assertion) => contains(block.span, assertion.span));
  const forbids = ({ negated, expected }: Assertion) =>
    negated && !(expected && /^(?:None|null|undefined)$/.test(source.slice(expected)));
  if (kind === 'loop') {
    // What a fixture or the runner hands to the test is filled by the set-up, not by the tested code.
    const collection = block.condition && source.slice(block.condition);
    const name = collection?.replace(/^(?:enumerate|sorted|list|reversed)\((\w+)\)$|^(\w+)\.keys\(\)$/, '$1$2');
    const isGiven =
      file.language === 'python' &&
      name !== undefined &&
      (file.functions[test.function]?.parameters.some((parameter) => parameter.name.replace(/^\*+/, '') === name) ||
        isModuleTable(file, name, block.function));
    return isGiven ||
      (file.language === 'typescript' &&
        isOfOuterTable({ file, source }, block, collectionOf({ file, source }, block))) ||
      inside.every(forbids) ||
      isFilledBySetUp({ file, source }, test, block) ||
      isSeenFilled({ file, source }, test, block) ||
      isSeenByOthers({ file, source }, test, block) ||
      isFilledInPython(context, test, block)
      ? 'info'
      : 'warning';
  }
  const decides = block.condition ?? file.blocks.find((other) => isOtherArm(other, block))?.condition;
  const condition = decides ? source.slice(decides) : '';
  const isPlatform =
    /\bsys\.(?:version_info|platform)\b|\btesting\.(?:db|requires|against)\b|\.dialect\.(?:name|driver|supports_\w+)\b|\bos\.name\b|\bplatform\.|\bos\.platform\(|\bprocess\.(?:platform|versions?|env)\b|^!?[A-Z][A-Z\d]*_[A-Z_\d]+$|\b(?:browserName|isMobile|headless)\b|^(?:typeof )?(?:Symbol|Intl|Reflect|Atomics|WeakRef|SharedArrayBuffer|globalThis)\b|\btypeof [A-Z]\w+ [!=]==? /;
  const isMeant =
    isPlatform.test(condition) ||
    isChosenByTable(context, test, decides, block) ||
    checksEveryCaseNamed(context, block);
  if (
    kind === 'branch' &&
    (isMeant ||
      isSteered(file, decides) ||
      isSetOutside({ file, source }, decides, block) ||
      isAlternative({ file, source }, block))
  )
    return 'info';
  const said =
    kind === 'handler' ? source.slice(block.construct) : commentAbove(source, block.construct, file.language);
  if (file.language === 'typescript' ? toleratesBoth.test(said) : /\beither way\b/i.test(said)) return 'info';
  if (
    file.language === 'typescript' &&
    (isEnoughToEnd.test(test.title) || dependsOnVersion.test(source.slice(test.span)))
  )
    return 'info';
  // Which row of the table raises is written there.
  if (kind === 'handler' && test.modifiers.some(({ name }) => name === 'parametrize')) return 'info';
  // `except TypeError as error: assert "unexpected" not in str(error)`: no error at all is as good.
  if (kind === 'handler' && file.language === 'python' && inside.every(forbids)) return 'info';
  if (isInStandIn(file, block) || isInVisitor(file, test, block)) return 'info';
  return kind === 'branch' ? weightOfChoice({ file, source }, block) : 'error';
}

/**
 * What the loop goes through is there before the tested code has done anything: the children of what the test has just
 * rendered, the files of a folder of the repository, elements of a kind that the test itself has written down.
 */
function isFilledBySetUp({ file, source }: Context, test: Test, block: Block): boolean {
  if (file.language !== 'typescript') return false;
  const collection = collectionOf({ file, source }, block);
  const name = /^\w+$/.test(collection) ? collection : undefined;
  const variable = name === undefined ? undefined : variableNamed(file, name, block.function);
  const text = variable?.initializer ? source.slice(variable.initializer) : collection;
  if (/\.(?:children|childNodes)\b(?!\()/.test(text) || /\b(?:readdir(?:Sync)?|glob(?:Sync|\.sync)?)\(/.test(text))
    return true;
  const tag = /(?:\$\$|querySelectorAll|getElementsByTagName)\((['"`])([a-z]\w*)\1\)/.exec(text)?.[2];
  return tag !== undefined && new RegExp(`<${tag}\\b`).test(source.slice(test.span));
}

/** Another test of the file looks at the same thing, a shared variable or the answer of the same call, outside of loops. */
function isSeenFilled({ file, source }: Context, test: Test, block: Block): boolean {
  if (file.language !== 'typescript') return false;
  const collection = collectionOf({ file, source }, block).replace(/^Object\.(?:keys|values|entries)\((.*)\)$/, '$1');
  const root = /^(\w+)\b(?!\()/.exec(collection)?.[1];
  const variable = root === undefined ? undefined : variableNamed(file, root, block.function);
  const isShared = variable?.level === 'module' || variable?.level === 'suite';
  const made = isShared ? undefined : originOf({ file, source }, variable, collection);
  return file.assertions.some(({ actual, function: from, block: at, negated }) => {
    if (!actual || negated || inTest(file, test, from)) return false;
    if ([...climb(file, at)].some(({ kind }) => kind === 'loop')) return false;
    const seen = variablesReadIn(file, actual);
    if (isShared) return seen.some(({ id }) => id === variable.id);
    if (made === undefined) return false;
    const isSame = seen.some(({ initializer }) => initializer && source.slice(initializer).trim() === made);
    return isSame || source.slice(actual).startsWith(made);
  });
}

/** A table of the test module, which nothing writes to. */
function isModuleTable(file: TestFile, name: string, from: number): boolean {
  const variable = variableNamed(file, name, from);
  return variable?.level === 'module' && variable.constant && variable.accesses.every(({ kind }) => kind === 'read');
}

/** The same in Python: another test asks for the length or the members of the answer of the same call. */
function isSeenByOthers({ file, source }: Context, test: Test, block: Block): boolean {
  if (file.language !== 'python') return false;
  const collection = collectionOf({ file, source }, block)
    .replace(/^(?:list|sorted|enumerate|reversed)\((.*)\)$/, '$1')
    .replace(/\.(?:items|values|keys)\(\)$/, '');
  const name = /^\w+$/.test(collection) ? collection : undefined;
  const variable = name === undefined ? undefined : variableNamed(file, name, block.function);
  const made = originOf({ file, source }, variable, collection);
  if (made === undefined || made.length < 8) return false;
  return file.assertions.some(({ actual, function: from, block: at, negated }) => {
    if (!actual || negated || inTest(file, test, from) || from === 0) return false;
    if ([...climb(file, at)].some(({ kind }) => kind === 'loop' || kind === 'branch')) return false;
    const seen = variablesReadIn(file, actual);
    return (
      source.slice(actual).includes(made) ||
      seen.some(({ initializer }) => initializer && source.slice(initializer).trim() === made)
    );
  });
}

/** The call that the collection comes from, as written. */
function originOf({ source }: Context, variable: Variable | undefined, collection: string): string | undefined {
  const written = variable?.initializer ? source.slice(variable.initializer).trim() : collection;
  return /^(?:await\s+)?[\w.]+\(.*\)$/.test(written) ? written : undefined;
}

/** What a `for` statement, or the call of `forEach` that a callback is given to, goes through. */
function collectionOf({ file, source }: Context, block: Block): string {
  if (block.condition) return source.slice(block.condition);
  const given = file.functions[block.function]?.argumentOf;
  const call: CallFact | undefined = given === undefined ? undefined : file.calls[given];
  return call ? source.slice(call.calleeSpan).replace(/\s*\??\.\s*(?:forEach|each)$/, '') : '';
}

/** `for (const device in devices) if (device.wide) expect(…)` chooses among the elements: no more than a loop, if the table is fixed. */
function weightOfChoice({ file, source }: Context, block: Block): Severity {
  const loop = [...climb(file, block.parent)].find(({ kind }) => kind === 'loop' || kind === 'function');
  if (file.language !== 'typescript' || loop?.kind !== 'loop' || loop.loop !== 'for-each' || !block.condition)
    return 'error';
  const collection = loop.condition ? source.slice(loop.condition) : '';
  const element = /^for\s*(?:await\s*)?\(\s*(?:const|let|var)\s+([^=;]+?)\s+(?:of|in)\s/.exec(
    source.slice(loop.construct),
  )?.[1];
  const names: readonly string[] = element?.match(/[A-Za-z_$][\w$]*/g) ?? [];
  const asks: readonly string[] = source.slice(block.condition).match(/[A-Za-z_$][\w$]*/g) ?? [];
  if (!names.some((name) => asks.includes(name))) return 'error';
  return isNeverEmpty({ file, source }, collection, block.function) ? 'info' : 'warning';
}

/** The condition asks for a variable that the tests and hooks of the file change: `if (attempt === 2)`. */
function isSteered(file: TestFile, condition: Span | undefined): boolean {
  return (
    file.language === 'typescript' &&
    condition !== undefined &&
    variablesReadIn(file, condition).some(
      ({ level, constant, value, accesses }) =>
        (level === 'module' || level === 'suite') &&
        !constant &&
        value === 'primitive' &&
        accesses.some(({ kind }) => kind === 'update' || kind === 'assign'),
    )
  );
}

/** `if (isServe)`, where the name is imported or a constant of the file: the same for every test of the run. */
function isSetOutside({ file, source }: Context, condition: Span | undefined, block: Block): boolean {
  const name = condition && /^!?(\w+)$/.exec(source.slice(condition))?.[1];
  if (name === undefined || file.language !== 'typescript') return false;
  const variable = variableNamed(file, name, block.function);
  if (variable) return variable.level === 'module' && variable.constant;
  return file.imports.some((entry) => entry.local === name && entry.function === 0 && !entry.typeOnly);
}

/** `if (x !== a && x !== b) expect(x.message)…`: when `x` is one of the two, that is what was wanted. */
function isAlternative({ file, source }: Context, { condition, span }: Block): boolean {
  const text = condition ? source.slice(condition) : '';
  const subject = /^(\w+)[\w.]* !==? (?!(?:null|undefined|0|-1|false|''|"")(?![\w.]))[^|]+$/.exec(text)?.[1];
  if (subject === undefined) return false;
  const inside = file.assertions.filter((assertion) => contains(span, assertion.span));
  const isAbout = ({ actual }: Assertion) => actual && new RegExp(`^${subject}\\b`).test(source.slice(actual));
  return file.language === 'typescript' && inside.length > 0 && inside.every(isAbout);
}

function isOtherArm(other: Block, { construct, kind, parent }: Block): boolean {
  return (
    other.kind === kind &&
    other.parent === parent &&
    other.condition !== undefined &&
    other.construct.start === construct.start &&
    other.construct.end === construct.end
  );
}

/** `if a: assert … elif b: assert …`: the author has gone through the cases, and another one is not expected. */
function checksEveryCaseNamed(context: RuleContext, block: Block): boolean {
  const { file } = context;
  const arms = file.blocks.filter(
    ({ kind, construct }) =>
      kind === 'branch' && construct.start === block.construct.start && construct.end === block.construct.end,
  );
  const checks = (arm: Block) =>
    file.assertions.some((assertion) => contains(arm.span, assertion.span)) ||
    file.calls.some((call) => contains(arm.span, call.span) && callAsserts(context, call));
  return arms.length > 1 && !block.exhaustive && arms.every(checks);
}
