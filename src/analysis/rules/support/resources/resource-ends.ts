import type { Access, CallFact, TestFile, Variable } from '../../../facts.ts';
import type { Source } from '../../../source.ts';
import { holderOf } from '../state/holders.ts';
import { variableNamed } from '../values.ts';
import type { Resource } from './resources.ts';

/** Members that end what they belong to. */
const ending =
  /^(?:close\w*|stop\w*|kill|terminate|destroy\w*|disconnect|end|quit|shutdown|dispose|unref|abort|cancel|exit|teardown|cleanup|unwatch|\$disconnect|then|finally|catch|on|once|addListener|addEventListener)$/;
/** Events of an end that comes by itself. */
const events = /^(?:exit|close|end|disconnect|error|finish)$/;
/** Calls that are given something and do not become responsible for it. */
const borrowing =
  /^(?:expect|assert(?:\.\w+)*|t\.\w+|once|events\.once|console\.\w+|request|supertest|String|JSON\.stringify|vi\.spyOn|jest\.spyOn|vi\.mocked|jest\.mocked|Object\.keys)$/;

/** Where an opened thing goes. `held`: it stays in `variable`, and nothing there ends it. `dropped`: nobody can end it. */
export type Fate = { readonly kind: 'held'; readonly variable: Variable } | { readonly kind: 'dropped' } | undefined;

/** What becomes of a resource; undefined when somebody ends it, or may. */
export function fateOf(file: TestFile, source: Source, resource: Resource): Fate {
  const { call } = resource;
  const receiver = resource.inResult ? undefined : receiverOf(file, call);
  const result = holderOf(file, source, call);
  const held = result ?? receiver;
  if (!held) return isDropped(source, call) ? { kind: 'dropped' } : undefined;
  // `server = app.listen(0)`: either of the two may be what is closed.
  const isCared = [receiver, result].some(
    (variable) => variable !== undefined && isTakenCareOf(file, source, resource, variable),
  );
  return isCared || (resource.lazy && !isUsed(source, held)) ? undefined : { kind: 'held', variable: held };
}

function isTakenCareOf(file: TestFile, source: Source, resource: Resource, variable: Variable): boolean {
  return (
    /^\s*(?:await\s+)?using\b/.test(source.slice(variable.declaration)) ||
    variable.accesses.some(
      (access) => access.kind === 'read' && (ends(file, source, resource, access) || escapes(file, source, access)),
    )
  );
}

/** Something is asked of it. */
function isUsed(source: Source, { accesses }: Variable): boolean {
  return accesses.some(({ span }) => /^\s*\.\s*\$?\w/.test(source.text.slice(span.end, span.end + 20)));
}

/** `server` of `server.listen(0)`. */
function receiverOf(file: TestFile, { callee, function: at }: CallFact): Variable | undefined {
  const name = /^([\w$]+)\.listen$/.exec(callee)?.[1];
  return name === undefined ? undefined : variableNamed(file, name, at);
}

/** The value of the call goes nowhere. */
function isDropped(source: Source, call: CallFact): boolean {
  if (call.handling === 'dropped') return true;
  return call.handling === 'awaited' && /^await\s+$/.test(source.text.slice(call.statement.start, call.span.start));
}

/** `server.close()`, `server.close` handed on, `clearInterval(id)`, `child.on('exit', …)`. */
function ends(file: TestFile, source: Source, { endsItself, end }: Resource, { span }: Access): boolean {
  const member = /^\s*(?:\?\.|!?\s*\.)\s*([\w$]+)/.exec(source.text.slice(span.end, span.end + 80))?.[1];
  if (member === undefined) return /^\s*(?:\?\.|!)?\s*\[/.test(source.text.slice(span.end, span.end + 10));
  if (/^std(?:in|out|err|io)$/.test(member)) return endsWithItsStreams(source, span);
  if (!ending.test(member)) return false;
  if (!/^(?:on|once|addListener|addEventListener)$/.test(member)) return true;
  const call = file.calls.find((each) => each.calleeSpan.start === span.start && each.callee.endsWith(`.${member}`));
  return endsItself && end !== '' && events.test(String(call?.arguments[0]?.value ?? ''));
}

/** A child that is told that its input is over, or whose output is given to something that reads it to the end. */
function endsWithItsStreams(source: Source, { start, end }: Access['span']): boolean {
  const after = source.text.slice(end, end + 80);
  return (
    /^\??!?\.std(?:out|err)[\s\S]{0,3}\.(?:on|once)\(\s*['"](?:end|close)['"]|^\??!?\.stdin!?\??\.end\(/.test(after) ||
    /^[?!]*\.std(?:io\b|(?:out|err)[?!]*\s*[),;])/.test(after) ||
    /\bof\s+$/.test(source.text.slice(start - 10, start))
  );
}

/** It is returned, stored, or given to something that may take care of it. */
function escapes(file: TestFile, source: Source, { span }: Access): boolean {
  const after = source.text.slice(span.end, span.end + 40);
  if (/^\s*(?:\?\.|!?\s*\.)\s*[\w$]/.test(after)) return false;
  const call = file.calls.find(({ arguments: args }) =>
    args.some((argument) => argument.span.start === span.start && argument.span.end === span.end),
  );
  if (!call)
    return (
      !/^\s*(?:[=!]==?|\)|&&|\|\|)/.test(after) || /\breturn\s+$/.test(source.text.slice(0, span.start).slice(-12))
    );
  if (!borrowing.test(call.callee)) return true;
  // `await once(child, 'exit')` waits for the end.
  return /(?:^|\.)once$/.test(call.callee) && events.test(String(call.arguments[1]?.value ?? ''));
}
