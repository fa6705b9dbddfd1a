import { z } from 'zod';
import { framework, languageOf, words } from './arguments.ts';
import { definePrompt, steps } from './prompt.ts';

export const writeAsyncTest = definePrompt({
  name: 'write-async-test',
  title: 'Write an async test',
  description: 'Writes a test of asynchronous code that waits for conditions, can fail, and is stable.',
  args: () =>
    z.object({
      target: words('The function or behaviour to test.'),
      framework: framework().optional(),
    }),
  text: ({ target, framework: name }) => {
    const language = name === undefined ? undefined : languageOf(name);
    const asked = language === undefined ? '' : ` with language ${language}`;
    return steps(
      `Write a test of ${target}${name ? ` in ${name}` : ''}.`,
      `get_pattern async/test-setup${asked} for how this project must be set up; then async/concurrency when several tasks run at a time, flaky/race-conditions when the test waits for something.`,
      'Look at how the neighbouring tests are set up (fixtures, mode, timers) and do the same.',
      'Write the test: one behaviour, every promise or coroutine awaited, waits for conditions with a deadline and never for an amount of time, an assertion on what the code made.',
      'See it fail: break the code (or the expectation) for a moment, run the test, and put the code back.',
      'analyze_tests with the path of the file: no finding of yours may be left.',
      'verify_tests with "path::name", runs 20, strategies ["repeat", "shuffle", "parallel"]: stable, with the bound it states.',
    );
  },
});
