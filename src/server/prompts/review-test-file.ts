import { z } from 'zod';
import { languageOf, testFile } from './arguments.ts';
import { definePrompt, steps } from './prompt.ts';

export const reviewTestFile = definePrompt({
  name: 'review-test-file',
  title: 'Review a test file',
  description: 'Says where the tests of a file lie, flake or leak, and what to do about it.',
  args: (context) => z.object({ path: testFile(context, 'The test file.') }),
  text: ({ path }) =>
    steps(
      `Review the tests in ${path}. Report; change nothing unless you are asked to.`,
      `analyze_tests with paths [${JSON.stringify(path)}]. Errors first: a test that can pass while the code is wrong is worse than none.`,
      'For each finding read the code it points at, and say whether it is right. A finding that is wrong is worth a sentence: it is a bug of ours.',
      `get_pattern for the patterns that several findings name (language ${languageOf(path)}), once each.`,
      'For each test, by its name: what change of the code would make it fail? Name those for which there is none, also where no rule said so.',
      `suggest_fixes with paths [${JSON.stringify(path)}] shows which findings have an edit; it writes nothing. Quote the diffs that you recommend.`,
      'Summarise: what is wrong, in order of harm; what has a safe fix; what needs a decision.',
    ),
});
