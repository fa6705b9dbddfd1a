import { expect, it } from 'vitest';
import { planText } from '../../src/reports/plan-text.ts';

const empty = {
  plan_id: 'plan_x',
  files: [],
  unfixable: [],
  left_out: 0,
  suggested_left: 0,
  decision: 'allow' as const,
  triggers: [],
};

it('a plan without files says whether there would be fixes that need judgement', () => {
  expect(planText(empty)).toBe('Plan plan_x changes nothing: there is no fix to write here.');
  expect(planText({ ...empty, suggested_left: 1 })).toBe(
    'Plan plan_x changes nothing: there is no safe fix to write here.\n\n1 fix needs judgement: call again with include_suggested.',
  );
});
