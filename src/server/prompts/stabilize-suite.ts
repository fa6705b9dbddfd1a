import { z } from 'zod';
import { testFile, words } from './arguments.ts';
import { definePrompt, steps } from './prompt.ts';

export const stabilizeSuite = definePrompt({
  name: 'stabilize-suite',
  title: 'Stabilise a test suite',
  description: 'Goes through a suite by harm: lies first, then leaks and flakes; fixes what is safe and proves it.',
  args: (context) =>
    z.object({
      path: testFile(context, 'A folder or file; the whole workspace when left out.').optional(),
      budget: words('How much may be spent, e.g. "one hour" or "200 runs".').optional(),
    }),
  text: ({ path, budget }) => {
    const paths = path === undefined ? '' : `paths [${JSON.stringify(path)}]`;
    return steps(
      `Make the tests ${path === undefined ? 'of this workspace' : `in ${path}`} trustworthy${budget ? `, within ${budget}` : ''}.`,
      `analyze_tests with ${paths && `${paths} and `}detail "summary": the counts by rule and cause. Then the errors, page by page.`,
      `suggest_fixes${paths && ` with ${paths}`}: the safe fixes, as one plan. Read the diff, apply_fixes, run the suite once. undo_fixes with the undo_id if anything got worse.`,
      `verify_tests with tests [${JSON.stringify(path ?? '.')}] and strategies ["repeat", "shuffle"]: which tests fail now and then? Go on with the campaign_id until it is done or the budget is spent.`,
      'For each test that depends on order or on other tests: find_polluter; its plan is proved like any other.',
      'For each other flaky test: diagnose_failure, get_pattern, one fix, proved with verify_tests and the plan_id. One cause at a time; tests with the same cause together.',
      'What stays flaky after its fix goes to a person, with the campaign id and what was tried. No quarantine without an owner and a date (get_pattern flaky/retries).',
      'Report: findings before and after, tests proved and by how many runs, what is left and why.',
    );
  },
});
