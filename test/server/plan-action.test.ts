import { expect, it } from 'vitest';
import { heldBy } from '../../src/server/plan-action.ts';

const passage = {
  passed: false,
  decision: { decision: 'approval_required', triggers: [], required_rank: 1, action_digest: 'a', policy_digest: 'p' },
  approval_id: 'ap_x',
  reason: 'Not yet.',
  how_a_person_approves: 'A person does.',
} as const;

it('a caller is sent to request_approval as long as that shows a question', () => {
  const asked = 'Nothing was touched. Not yet. Call request_approval with approval_id "ap_x", or: A person does. Then';
  expect(heldBy(passage).next_step).toContain(asked);
  expect(heldBy({ ...passage, answered: 'dismissed' }).next_step).toContain(asked);
  const over = 'Nothing was touched. Not yet. A person does. Then repeat this call.';
  expect(heldBy({ ...passage, answered: 'not_askable' }).next_step).toBe(over);
  expect(heldBy({ ...passage, answered: 'declined_by_client' }).next_step).toBe(over);
});
