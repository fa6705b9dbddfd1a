import type { Block, CallFact } from '../../../facts.ts';
import type { RuleContext } from '../../../rule.ts';
import { endsRun, failsAtEnd, raisesAtEnd } from '../state/endings.ts';
import { variableNamed } from '../values.ts';
import { callAsserts } from './asserting.ts';
import { isNeverEmpty } from './collections.ts';
import { expectsToGoWell } from './either-way-python.ts';

/** Why a run may pass an assertion by, with the block that decides it. */
export interface Gap {
  readonly kind: 'branch' | 'loop' | 'handler' | 'swallowed' | 'skipped';
  readonly block: Block;
}

/** Follows the block tree of a file to see whether every way through a test runs an assertion that counts. */
export class Paths {
  private readonly context: RuleContext;
  private readonly children: ReadonlyMap<number, readonly Block[]>;
  private readonly calls: ReadonlyMap<number, readonly CallFact[]>;
  private readonly checking: Map<number, boolean>;

  constructor(context: RuleContext) {
    const { file } = context;
    this.context = context;
    this.children = groupBy(
      file.blocks.filter((block) => block.id !== 0),
      (block) => block.parent,
    );
    this.calls = groupBy(file.calls, (call) => call.block);
    this.checking = new Map(file.assertions.map((assertion) => [assertion.block, true]));
  }

  /** True when no run of the block can end well without an assertion. */
  isCertain(block: Block): boolean {
    if (this.checks(block) || this.endsRun(block)) return true;
    const constructs = this.constructsIn(block);
    return constructs.some((arms) => this.constructIsCertain(arms)) || this.coversBothWays(block);
  }

  /** `if (a) … ` and elsewhere `if (!a) …`: one of the two runs. */
  private coversBothWays(block: Block): boolean {
    const conditions = this.conditionsOf(block).map(normalForm);
    return conditions.some(({ text, negated }) =>
      conditions.some((other) => other.text === text && other.negated !== negated),
    );
  }

  /** The conditions under which the block checks something, also those inside its `with` blocks and callbacks. */
  private conditionsOf(block: Block): string[] {
    return (this.children.get(block.id) ?? []).flatMap((child) => {
      if (child.kind === 'with' || (child.kind === 'function' && this.isCallback(child)))
        return this.conditionsOf(child);
      if (child.kind !== 'branch' || child.arm !== 0 || !child.condition || !this.isCertain(child)) return [];
      return [this.context.source.slice(child.condition)];
    });
  }

  /** What lets runs of this block, which is not certain, pass its first assertion by. Undefined when it holds none. */
  gap(block: Block): Gap | undefined {
    for (const arms of this.constructsIn(block)) {
      const arm = arms.find((candidate) => this.holdsAssertion(candidate));
      if (!arm) continue;
      const inner = this.isCertain(arm) ? undefined : this.gap(arm);
      if (arm.kind === 'try')
        return inner ?? { kind: this.swallowsAssertions(arms) ? 'swallowed' : 'skipped', block: arm };
      if (arm.kind === 'catch') return { kind: 'handler', block: arm };
      if (arm.kind === 'loop' && !this.isFilled(arm)) return { kind: 'loop', block: arm };
      if (arm.kind === 'branch') return this.gapOfBranch(arms, arm);
      if (this.isCatchCallback(arm)) return { kind: 'handler', block: arm };
      if (this.iterates(arm)) return { kind: 'loop', block: arm };
      if (inner) return inner;
    }
    return undefined;
  }

  /** Where some arm always runs, the fault lies in the arm that does not check. */
  private gapOfBranch(arms: readonly Block[], checking: Block): Gap {
    const open = arms.find((arm) => !this.isCertain(arm));
    const inner = checking.exhaustive && open && this.holdsAssertion(open) ? this.gap(open) : undefined;
    return inner ?? { kind: 'branch', block: checking };
  }

  private constructIsCertain(arms: readonly Block[]): boolean {
    const [first] = arms;
    if (!first) return false;
    switch (first.kind) {
      case 'branch':
        return arms.some((arm) => this.fails(arm)) || (first.exhaustive && this.everyArmIsCertain(arms));
      case 'loop':
        // `for item in gone: assert False` checks that there is none.
        if (this.failsOnPurpose(first) || this.isForbidden(first)) return true;
        return this.isFilled(first) && (first.loop === 'while' ? this.holdsAssertion(first) : this.isCertain(first));
      case 'try':
      case 'catch':
      case 'finally':
        return this.tryIsCertain(arms);
      case 'with':
        return this.isCertain(first);
      case 'function':
        return this.isCallback(first) && !this.isCatchCallback(first) && !this.iterates(first) && this.isCertain(first);
      default:
        return false;
    }
  }

  private everyArmIsCertain(arms: readonly Block[]): boolean {
    const open = arms.filter((arm) => !this.isCertain(arm));
    return open.length < arms.length && open.every((arm) => expectsToGoWell(this.context, arm, arms));
  }

  private tryIsCertain(arms: readonly Block[]): boolean {
    const body = arms.find((arm) => arm.kind === 'try');
    const handlers = arms.filter((arm) => arm.kind === 'catch');
    if (arms.some((arm) => arm.kind === 'finally' && this.isCertain(arm))) return true;
    if (!body) return false;
    // `try: parse(x)`, `except ValueError: pytest.fail(…)` checks that nothing is raised.
    if (handlers.some((handler) => this.failsOnPurpose(handler) || this.isForbidden(handler))) return true;
    const handled = handlers.length > 0 && handlers.every((handler) => this.isCertain(handler));
    if (handled && (raisesAtEnd(this.context, body) || this.dividesByZero(body) || this.awaitsRejection(body)))
      return true;
    if (!this.isCertain(body)) return false;
    if (failsAtEnd(this.context, body) && !this.swallowsAssertions(arms)) return true;
    return handlers.every((handler) => !handler.swallows || this.isCertain(handler));
  }

  /** An assertion, or a call that runs one, stands in the block itself. */
  private checks(block: Block): boolean {
    const known = this.checking.get(block.id);
    if (known !== undefined) return known;
    const found = (this.calls.get(block.id) ?? []).some(
      (call) => !/^benchmark\b/.test(call.callee) && callAsserts(this.context, call),
    );
    this.checking.set(block.id, found);
    return found;
  }

  /** A handler that also catches what a failed assertion throws. In Python only some types do; in TypeScript all. */
  private swallowsAssertions(arms: readonly Block[]): boolean {
    const isWide = (name: string) => /^(?:builtins\.)?(?:Exception|BaseException|AssertionError)$/.test(name);
    return arms.some(
      (arm) => arm.kind === 'catch' && arm.swallows && (arm.names.length === 0 || arm.names.some(isWide)),
    );
  }

  private isFilled(loop: Block): boolean {
    if (loop.runsAtLeastOnce || loop.loop === 'while' || countsUp(this.context.source.slice(loop.construct)))
      return true;
    return loop.condition !== undefined && this.isNeverEmpty(this.context.source.slice(loop.condition), loop.function);
  }

  private isCallback(block: Block): boolean {
    return this.context.file.functions[block.function]?.argumentOf !== undefined;
  }

  /** `promise.catch((error) => …)`: runs only when the promise is rejected. */
  private isCatchCallback(block: Block): boolean {
    const receiver = block.kind === 'function' ? this.receiver(block) : '';
    return /\.catch$/.test(receiver) && !this.isRejected(receiver.split('.')[0] ?? '', block.function);
  }

  /** `const promise = Promise.reject(…)`: what handles it runs. */
  private isRejected(name: string, from: number): boolean {
    const initial = variableNamed(this.context.file, name, from)?.initial;
    return initial?.ref !== undefined && this.context.file.calls[initial.ref]?.callee === 'Promise.reject';
  }

  /** `1 / 0`, to have an error. */
  private dividesByZero(body: Block): boolean {
    return this.context.file.language === 'python' && /\b\d+ ?\/ ?0$/.test(this.context.source.slice(body.span).trim());
  }

  private awaitsRejection(body: Block): boolean {
    const name = /^\{\s*await (\w+);?\s*\}$/.exec(this.context.source.slice(body.span))?.[1];
    return name !== undefined && this.isRejected(name, body.function);
  }

  /** `items.forEach((item) => …)` over what may be empty. */
  private iterates(block: Block): boolean {
    if (block.kind !== 'function') return false;
    const method = /(?:\.|^)(?:forEach|each)$/.exec(this.receiver(block));
    const fn = this.context.file.functions[block.function];
    const call = fn?.argumentOf === undefined ? undefined : this.context.file.calls[fn.argumentOf];
    if (!method || !call) return false;
    const collection = this.context.source.slice(call.calleeSpan).replace(/\s*\??\.\s*(?:forEach|each)$/, '');
    return !this.isNeverEmpty(collection, block.function);
  }

  private isNeverEmpty(collection: string, from: number): boolean {
    return isNeverEmpty(this.context, collection, from);
  }

  private receiver(block: Block): string {
    const { file } = this.context;
    const fn = file.functions[block.function];
    return fn?.argumentOf === undefined ? '' : (file.calls[fn.argumentOf]?.callee ?? '');
  }

  /** A function that is only defined here runs when it is called; the call speaks for it. */
  private isReached(block: Block): boolean {
    return block.kind !== 'function' || this.isCallback(block);
  }

  private holdsAssertion(block: Block): boolean {
    if (this.checks(block)) return true;
    return (this.children.get(block.id) ?? []).some((child) => this.isReached(child) && this.holdsAssertion(child));
  }

  /** A skip, or a `raise` or `throw` of its own, ends the arm: what is not checked there is not claimed. */
  private endsRun(block: Block): boolean {
    if (block.kind !== 'branch' && block.kind !== 'catch') return false;
    if ((this.calls.get(block.id) ?? []).some((call) => endsRun.test(call.callee))) return true;
    return this.raises(block);
  }

  /** `if (bad) fail()`: the condition is what is checked. */
  private fails(block: Block): boolean {
    return this.raises(block) || this.failsOnPurpose(block) || this.isForbidden(block);
  }

  private isForbidden(block: Block): boolean {
    const { file, source } = this.context;
    return file.assertions.some(
      (assertion) =>
        assertion.block === block.id &&
        /^(?:assert (?:False|0)\b|self\.assert(?:False\(True|True\(False)\b)/.test(source.slice(assertion.statement)),
    );
  }

  private failsOnPurpose(block: Block): boolean {
    const { file } = this.context;
    const isFailure = (callee: string) => /(?:^|\.)fail$/.test(callee);
    return (
      (this.calls.get(block.id) ?? []).some((call) => isFailure(call.callee)) ||
      file.assertions.some((assertion) => assertion.block === block.id && assertion.matcher === 'raise AssertionError')
    );
  }

  private raises(block: Block): boolean {
    const inner = this.children.get(block.id) ?? [];
    return inner.length === 0 && /(?:^|[\s;{])(?:raise|throw)\b/.test(this.context.source.slice(block.span));
  }

  /** Children that belong together: the arms of one `if`, a `try` with its handlers; every other block by itself. */
  private constructsIn(block: Block): Block[][] {
    const groups: Block[][] = [];
    for (const child of this.children.get(block.id) ?? []) {
      const family = familyOf(child);
      const group = groups.find(
        ([other]) =>
          other !== undefined &&
          family !== undefined &&
          familyOf(other) === family &&
          other.construct.start === child.construct.start &&
          other.construct.end === child.construct.end,
      );
      if (group) group.push(child);
      else groups.push([child]);
    }
    return groups;
  }
}

/** `for (status = 300; status < 310; …`, `for (let at = 0; at <= text.length; …`. */
function countsUp(loop: string): boolean {
  if (/^for\s*\(\s*(?:let|var)?\s*(\w+)\s*=\s*0\s*;\s*\1\s*<=\s*[\w.]+\.length\s*;/.test(loop)) return true;
  const [, , from, to] = /^for\s*\(\s*(\w+)\s*=\s*(\d+)\s*;\s*\1\s*<=?\s*(\d+)\s*;/.exec(loop) ?? [];
  return from !== undefined && to !== undefined && Number(from) < Number(to);
}

function familyOf(block: Block): string | undefined {
  if (block.kind === 'branch') return 'branch';
  return block.kind === 'try' || block.kind === 'catch' || block.kind === 'finally' ? 'try' : undefined;
}

/** `not x`, `!x`, `x != y`, `x is not y`, each as its positive form. */
function normalForm(condition: string): { text: string; negated: boolean } {
  const text = condition.trim().replace(/^\((.*)\)$/, '$1');
  const not = /^(?:not\s+|!(?!=))\(?([\w.[\]'"()]+?)\)?$/.exec(text)?.[1];
  if (not !== undefined) return { text: not, negated: true };
  if (/^[^=!]+(?:!==?|\bis not\b)[^=!]+$/.test(text)) {
    return { text: text.replace(/!=/, '==').replace(/\bis not\b/, 'is'), negated: true };
  }
  return { text, negated: false };
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => number): Map<number, Item[]> {
  const groups = new Map<number, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
