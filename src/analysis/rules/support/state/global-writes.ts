import type { Argument, MemberWrite, TestFile } from '../../../facts.ts';
import { functionsAround, isWithin } from '../../../nesting.ts';
import { contains } from '../../../source.ts';
import { memberOf } from '../assertions/parts.ts';
import { runsElsewhere } from '../mocks/elsewhere.ts';
import { isMockedModule } from '../mocks/mocked-modules.ts';
import { encloses, inFinally, isCleanUp, type Place, placeOf, runsInHook, suiteOf } from '../places.ts';

/** A write to something that every test of the process sees. */
export interface GlobalWrite {
  readonly write: MemberWrite;
  /** `fetch` for `globalThis.fetch`, `window.fetch` and `global.fetch`; `Array.prototype.last`, `process.argv`. */
  readonly name: string;
  readonly place: Place;
}

const globalObjects = /^(?:globalThis|global|window|self)(?:\.(?:globalThis|global|window|self))*\./;

/** Objects of the platform whose members tests replace; other lower-case globals belong to the test set-up of a project. */
const platformObjects = /^(?:process|navigator|screen|console|performance|crypto|visualViewport)\./;

/** What pages and programs change all the time, and switches that only test tools read. */
const ordinary =
  /^(?:process\.(?:env|exitCode|title)\b|(?:document|location|history|localStorage|sessionStorage|event|name|status)(?:\.|$)|(?:IS_REACT_ACT_ENVIRONMENT|__vitest\w*|Error\.stackTraceLimit)$)/;

/** Replaces of a document what is no content: `document.execCommand`, `Object.defineProperty(document, 'hidden', …)`. */
function isContent(write: MemberWrite, name: string): boolean {
  if (!/^document\.\w+$/.test(name)) return ordinary.test(name);
  if (write.operator === 'define') return false;
  return (
    /\.(?:title|cookie|body|domain|location|dir)$/.test(name) ||
    !/^(?:function|call|name)$/.test(write.value?.kind ?? '')
  );
}

/** The writes of a file to global objects, prototypes and objects of the platform. */
export function globalWrites(file: TestFile): GlobalWrite[] {
  return file.memberWrites.flatMap((write): GlobalWrite[] => {
    const name = nameOf(file, write);
    if (name === undefined || isContent(write, name) || runsElsewhere(file, write.function)) return [];
    const role = file.functions[write.function]?.role;
    // In Playwright's files these names mean the page, and a callback may well be sent there.
    const hasPage = file.framework === 'playwright' || file.framework === 'unknown';
    const isPage = role === 'function' || /^(?:window|document|navigator|screen)\b/.test(write.target);
    if ((hasPage && isPage) || isExpectedToFail(file, write)) return [];
    if (write.origin && isMockedModule(file, write.origin.module)) return [];
    return [{ write, name, place: placeOf(file, write.function) }];
  });
}

/** `expect(() => { globalThis.x = 1; }).toThrow()`. */
function isExpectedToFail(file: TestFile, write: MemberWrite): boolean {
  const call = file.functions[write.function]?.argumentOf;
  return call !== undefined && file.calls[call]?.callee === 'expect';
}

function nameOf(file: TestFile, { target, root, variable }: MemberWrite): string | undefined {
  // `const g = globalThis; g.x = 1`: the path begins with another name than the variable's.
  const alias = variable === undefined ? undefined : file.variables[variable]?.name;
  const isGlobal = root === 'global' || (alias !== undefined && target.split('.')[0] !== alias);
  if (/^[A-Z]\w*\.prototype\.[\w$]+$/.test(target)) return isGlobal || root === 'import' ? target : undefined;
  if (!isGlobal) return undefined;
  const name = target.replace(globalObjects, '');
  if (name !== target) return name;
  return platformObjects.test(target) || /^(?:[A-Z]\w*|document)\.[\w$]+$/.test(target) ? name : undefined;
}

/** It takes a thing away, or gives it a value that was saved before: `fetch = originalFetch`, `delete window.x`. */
export function putsBack(file: TestFile, { write, name }: Pick<GlobalWrite, 'write' | 'name'>): boolean {
  if (write.operator === 'delete') return !isBuiltIn(name);
  if (write.value === undefined) return false;
  return isNothing(write.value, name) || isSaved(file, { write, name });
}

function isNothing({ kind }: Argument, name: string): boolean {
  return kind === 'null' && !isBuiltIn(name);
}

/** Of the language or the platform: taking it away changes something. Members of objects are taken for such. */
export function isBuiltIn(name: string): boolean {
  return name.includes('.') || builtIns.test(name);
}

const builtIns =
  /^(?:[A-Z]\w*|fetch|crypto|performance|navigator|document|window|process|console|queueMicrotask|structuredClone|atob|btoa|(?:add|remove)EventListener|dispatchEvent|(?:set|clear)(?:Timeout|Interval|Immediate)|request\w+|cancel\w+|matchMedia|alert|confirm|prompt|scroll\w*|open|print|(?:local|session)Storage|indexedDB|location|history)$/;

/** The value comes from a variable that was filled with what was there, or is named after that. */
function isSaved(file: TestFile, { write, name }: Pick<GlobalWrite, 'write' | 'name'>): boolean {
  // `Object.defineProperty(x, 'y', { value: originalY })`.
  const value = memberOf(write.value, 'value') ?? write.value;
  const path = value?.kind === 'name' && typeof value.value === 'string' ? value.value : undefined;
  const called = value?.kind === 'call' && value.ref !== undefined ? file.calls[value.ref]?.callee : undefined;
  const root = (path ?? called ?? '').split('.')[0] ?? '';
  if (root === '') return false;
  // `const { warn } = console`.
  if (root === name.split('.').at(-1)) return true;
  if (/^_*(?:orig|saved?|prev|old|real|before|native|actual|initial|backup|default)/i.test(root)) return true;
  return file.variables.some(({ name: own, initial }) => own === root && reads(file, initial, name));
}

/** `globalThis.fetch`, `Object.getOwnPropertyDescriptor(window, 'fetch')`. */
function reads(file: TestFile, initial: Argument | undefined, name: string): boolean {
  if (initial?.kind === 'name') return String(initial.value).replace(globalObjects, '') === name;
  const call = initial?.kind === 'call' && initial.ref !== undefined ? file.calls[initial.ref] : undefined;
  return call !== undefined && /getOwnPropertyDescriptor$/.test(call.callee);
}

/** The write itself is part of a clean-up. */
export function isCleaning(file: TestFile, { write }: GlobalWrite): boolean {
  if (inFinally(file, write.block) || isCleanUp(file, write.function)) return true;
  return file.hooks.some(
    (hook) =>
      /^after/.test(hook.kind) && (contains(hook.span, write.span) || runsInHook(file, hook).has(write.function)),
  );
}

/** Does `other` see to it that what `one` wrote is gone for the next test? */
export function undoes(file: TestFile, other: GlobalWrite, one: GlobalWrite): boolean {
  if (other === one || !isSame(other.name, one.name)) return false;
  const suite = suiteOf(file, one.place);
  if (isCleaning(file, other)) {
    if (other.place.kind === 'hook') return encloses(file, other.place.hook.suite, suite);
    const root = rootOf(file, one.write.function);
    return other.place.kind !== 'test' || isWithin(file, other.write.function, root);
  }
  // Set anew before every test, whatever a hook further in has set for some.
  const isForSome = one.place.kind === 'hook' && one.place.hook.kind === 'beforeEach';
  return (
    (one.place.kind === 'test' || (isForSome && suiteOf(file, other.place) !== suite)) &&
    other.place.kind === 'hook' &&
    other.place.hook.kind === 'beforeEach' &&
    encloses(file, other.place.hook.suite, suite)
  );
}

/**
 * `document.startViewTransition = …`, and the test has made a document of its own before, or each test is given one:
 * `global.document = dom.window.document`.
 */
export function isOnOwnDocument(file: TestFile, { name, place, write: own }: GlobalWrite): boolean {
  if (!name.startsWith('document.')) return false;
  return file.memberWrites.some((write) => {
    if (write.target.replace(globalObjects, '') !== 'document') return false;
    const there = placeOf(file, write.function);
    if (there.kind === 'test')
      return place.kind === 'test' && place.test === there.test && write.span.end <= own.span.start;
    return (
      there.kind === 'hook' &&
      there.hook.kind === 'beforeEach' &&
      encloses(file, there.hook.suite, suiteOf(file, place))
    );
  });
}

/** The same thing, something that holds it, or a name that is only known at run time. */
function isSame(other: string, name: string): boolean {
  return other === name || name.startsWith(`${other}.`) || other === '?' || other.endsWith('.?');
}

function rootOf(file: TestFile, id: number): number {
  const around = [...functionsAround(file, id)];
  return (around.find((fn) => fn.role !== 'function') ?? around.at(-1))?.id ?? id;
}

/** An after hook calls something named after putting things back: better silent than wrong. */
export function hasRestoringHelper(file: TestFile, { place }: GlobalWrite): boolean {
  const suite = suiteOf(file, place);
  const hooks = file.hooks.filter((hook) => /^after/.test(hook.kind) && encloses(file, hook.suite, suite));
  return hooks.some((hook) => {
    const run = runsInHook(file, hook);
    return file.calls.some(
      (call) =>
        (run.has(call.function) || contains(hook.span, call.span)) &&
        /^(?:\w+\.)?(?:restore|reset|cleanup|cleanUp|clean|teardown|tearDown|uninstall|undo|unmock|unpatch|dispose)\w*$/.test(
          call.callee,
        ) &&
        !/(?:Mocks?|Timers|Modules|Envs|AllGlobals|Handlers|History)$/.test(call.callee) &&
        !/^(?:vi|jest|sinon|sandbox|cleanup)\b/.test(call.callee),
    );
  });
}

/** A later write of the same test that puts it back, with an assertion between that may end the test before. */
export function backInBody(
  file: TestFile,
  all: readonly GlobalWrite[],
  one: GlobalWrite,
): 'after assertions' | 'at once' | undefined {
  if (one.place.kind !== 'test') return undefined;
  const root = one.place.test.function;
  const back = all.find(
    (other) =>
      isSame(other.name, one.name) &&
      other.write.span.start > one.write.span.end &&
      isWithin(file, other.write.function, root) &&
      takesBack(file, other),
  );
  if (!back) return undefined;
  const between = file.assertions.some(
    ({ span, function: id }) =>
      span.start > one.write.span.end && span.end < back.write.span.start && isWithin(file, id, root),
  );
  return between ? 'after assertions' : 'at once';
}

function takesBack(file: TestFile, one: GlobalWrite): boolean {
  return putsBack(file, one) || one.write.operator === 'delete' || one.write.value?.kind === 'null';
}

/** `delete Array.prototype.last` at the end of the test that has set it: speaks for the first write, not for itself. */
export function takesBackOwn(file: TestFile, all: readonly GlobalWrite[], one: GlobalWrite): boolean {
  if (!takesBack(file, one)) return false;
  return all.some(
    (other) =>
      other.name === one.name &&
      other.write.span.end < one.write.span.start &&
      isWithin(file, one.write.function, other.write.function),
  );
}
