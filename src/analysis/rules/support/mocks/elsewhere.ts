import type { TestFile } from '../../../facts.ts';
import { functionsAround } from '../../../nesting.ts';

/** What sends a function's text to another page, process or realm. */
const senders =
  /(?:^|\.)(?:\$?\$?eval|evaluate\w*|waitForFunction|addInitScript|addScriptTag|exposeFunction|evaluateOnNewDocument|execute(?:Async)?(?:Script)?|runInBrowser|runInPage|executeJavaScript|inBrowser)$/;

/** Does function `id` run in a browser page or another process, where this file's variables and globals are not the ones it sees? */
export function runsElsewhere(file: TestFile, id: number): boolean {
  return [...functionsAround(file, id)].some((fn) => {
    const call = fn.argumentOf === undefined ? undefined : file.calls[fn.argumentOf];
    return call !== undefined && senders.test(call.callee);
  });
}
