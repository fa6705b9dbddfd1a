import type { CallFact, Span, TestFile } from '../../../facts.ts';
import { contains, type Source } from '../../../source.ts';
import { literally, wholeName } from '../../../words.ts';
import { packageCall } from '../packages.ts';
import { precedes } from '../scope.ts';
import { variableNamed } from '../values.ts';

/** A wait for an event, and the call before it after which the event may have come and gone. */
export interface LateWait {
  /** What would start the wait: `once(child, 'exit')`, `page.waitForEvent('popup')`. */
  readonly wait: CallFact;
  readonly trigger: CallFact;
  readonly event: string;
  readonly of: 'page' | 'emitter';
}

const pageWaits =
  /(?:^|\.)(page\w*|\w*Page|context|browserContext|popup|frame|electronApp)\.waitFor(Event|Response|Request|Navigation)$/;
/** What a person does to a page; all of it ends after the page has taken it in. */
const pageActions =
  /\.(?:click|dblclick|tap|press|pressSequentially|fill|type|check|uncheck|setChecked|selectOption|setInputFiles|dragTo|dragAndDrop|dispatchEvent|submit)$/;
/** A page that loads has asked for its data by then; its popups and messages may come whenever they like. */
const pageLoads = /(?:^|\.)(?:page\w*|\w*Page|popup|frame)\.(?:goto|reload|goBack|goForward|setContent)$/;

/** `await page.click(…); await page.waitForResponse(…)`: the page answers while the click is still awaited. */
export function latePageWaits(file: TestFile): LateWait[] {
  return file.calls.flatMap((wait) => {
    const kind = wait.handling === 'awaited' ? pageWaits.exec(wait.callee)?.[2] : undefined;
    if (kind === undefined) return [];
    const before = awaitedBefore(file, wait).find((call) => !isChecked(file, call));
    const isTrigger =
      before && (pageActions.test(before.callee) || (pageLoads.test(before.callee) && /^Re/.test(kind)));
    if (!isTrigger || before.callee.startsWith('expect') || !followsDirectly(file, before, wait)) return [];
    const event = kind === 'Event' ? String(wait.arguments[0]?.value ?? 'event') : kind.toLowerCase();
    return [{ wait, trigger: before, event, of: 'page' as const }];
  });
}

/** Nothing but checks stands between the two: another call might be what the event comes from. */
function followsDirectly(file: TestFile, before: CallFact, wait: CallFact): boolean {
  return file.calls.every(
    (call) =>
      !precedes(before.statement, call.statement) || !precedes(call.statement, wait.statement) || isChecked(file, call),
  );
}

function isChecked(file: TestFile, { span }: CallFact): boolean {
  return file.assertions.some(({ statement }) => contains(statement, span));
}

/** Awaited calls of the same block that end before a call begins, the nearest first. */
function awaitedBefore(file: TestFile, { block, statement }: Pick<CallFact, 'block' | 'statement'>): CallFact[] {
  return file.calls
    .filter((call) => call.handling === 'awaited' && call.block === block && precedes(call.statement, statement))
    .sort((a, b) => b.statement.start - a.statement.start || b.span.end - a.span.end);
}

/** Calls that set an event off some time later, with the events, by the last name of the call. */
const triggers: Readonly<Record<string, readonly string[]>> = {
  kill: ['exit', 'close'],
  terminate: ['exit'],
  disconnect: ['disconnect', 'close'],
  destroy: ['close'],
  listen: ['listening'],
};
/** The same for what is opened, by `module:name`. */
const openings: Readonly<Record<string, readonly string[]>> = {
  'child_process:spawn': ['spawn'],
  'child_process:fork': ['spawn'],
  'net:connect': ['connect'],
  'net:createConnection': ['connect'],
  'tls:connect': ['secureConnect'],
  'worker_threads:Worker': ['online'],
  'ws:default': ['open'],
  'ws:WebSocket': ['open'],
};

/** `child.kill(); await settle(); await once(child, 'exit')`: the event comes while something else is awaited. */
export function lateEmitterWaits(file: TestFile, source: Source): LateWait[] {
  return file.calls.flatMap((listener) => {
    const heard = listenedTo(file, listener);
    if (!heard) return [];
    const { name, event, outer } = heard;
    const trigger = triggerOf(file, source, name, event, outer);
    return trigger ? [{ wait: listener, trigger, event, of: 'emitter' as const }] : [];
  });
}

interface Heard {
  readonly name: string;
  readonly event: string;
  /** The awaited call: the listener's own, or the promise around it. */
  readonly outer: CallFact;
}

function listenedTo(file: TestFile, call: CallFact): Heard | undefined {
  const [first, second] = call.arguments;
  if (/^(?:events\.)?once$|^pEvent$/.test(call.callee)) {
    const isName = call.handling === 'awaited' && first?.kind === 'name' && second?.kind === 'string';
    return isName ? { name: String(first.value), event: String(second.value), outer: call } : undefined;
  }
  const name = /^([\w$.]+)\.(?:once|on|addListener)$/.exec(call.callee)?.[1];
  const outer = file.calls[file.functions[call.function]?.argumentOf ?? -1];
  const isFirst = outer && file.functions[call.function]?.block === call.block;
  if (name === undefined || first?.kind !== 'string' || outer?.callee !== 'new Promise' || !isFirst) return undefined;
  return outer.handling === 'awaited' ? { name, event: String(first.value), outer } : undefined;
}

/** The call that sets the event off, when something else is awaited between the two. */
function triggerOf(file: TestFile, source: Source, name: string, event: string, outer: CallFact): CallFact | undefined {
  const earlier = file.calls.filter((call) => call.block === outer.block && precedes(call.statement, outer.statement));
  const trigger = earlier
    .filter((call) => startsEvent(file, call, name, event))
    .sort((a, b) => b.span.start - a.span.start)[0];
  if (!trigger || isHeardBefore(file, name, event, outer)) return undefined;
  // `await worker.terminate()` ends with the event; what comes without a promise leaves time to listen.
  if (trigger.handling === 'awaited' && event === 'exit' && trigger.callee.endsWith('.terminate')) return trigger;
  const gap = awaitedBefore(file, outer).find(
    (call) => precedes(trigger.statement, call.statement) && isRealWait(source, call, name),
  );
  return gap && trigger.handling !== 'awaited' ? trigger : undefined;
}

function startsEvent(file: TestFile, call: CallFact, name: string, event: string): boolean {
  const last = call.callee.split('.').at(-1) ?? '';
  if (call.callee === `${name}.${last}` && triggers[last]?.includes(event)) return true;
  const known = packageCall(call);
  const made = variableNamed(file, name, call.function)?.initial;
  if (!known || made?.ref !== call.id) return false;
  return openings[`${known.module}:${known.name}`]?.includes(event) ?? false;
}

/** Somebody listens from the start, so that the later wait is for another occasion. */
function isHeardBefore(file: TestFile, name: string, event: string, outer: CallFact): boolean {
  return file.calls.some((call) => {
    const isOwn = new RegExp(`^${literally(name)}\\.(?:on|once)$`).test(call.callee);
    const [first, second] = call.arguments;
    const heard = isOwn
      ? first?.value
      : /(?:^|\.)once$/.test(call.callee) && first?.value === name
        ? second?.value
        : '';
    return heard === event && call.span.start < outer.statement.start && call.function === outer.function;
  });
}

/** Something else that takes its time. A wait for an event of the same exchange may well come before this one. */
function isRealWait(source: Source, call: CallFact, name: string): boolean {
  if (/(?:^|\.)once$|^Promise\.|^pEvent$/.test(call.callee)) return false;
  const text: string = source.slice(call.span);
  return !new RegExp(`${wholeName(name.split('.')[0] ?? name)}|\\.(?:once|on)\\(`).test(text);
}

/** A name for the started wait that the file does not use yet: `responsePromise`. */
export function promiseName({ wait, event, of }: LateWait, text: string): string {
  const stem = of === 'page' && !/\.waitForEvent$/.test(wait.callee) ? event : /^\w+$/.test(event) ? event : 'event';
  const base = `${stem}Promise`;
  for (let index = 1; ; index += 1) {
    const name = index === 1 ? base : `${base}${index}`;
    if (!new RegExp(wholeName(name)).test(text)) return name;
  }
}

/** The statement is nothing but the awaited call, so that another one can go before it. */
export function isBareAwait(source: Source, { statement, span }: { statement: Span; span: Span }): boolean {
  return /^await\s+$/.test(source.text.slice(statement.start, span.start));
}
