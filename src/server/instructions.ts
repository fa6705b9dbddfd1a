/** What a client shows the model before anything else; cut at 2 KB by some. */
export const instructions = `Finds where tests lie (pass without checking), flake or leak into each other, in pytest, unittest, vitest, jest, mocha, node:test and playwright files; mends them; proves it with many runs; asks a person first when a rule says so.

The loop:
1. analyze_tests on the test files you wrote or were asked to repair. Read errors first.
2. get_pattern with the id in a finding's "pattern" explains the cause and the cure; search_patterns finds one by symptom ("passes alone, fails in the suite").
3. suggest_fixes shows edits as a diff and changes nothing. Read the diff: "safe" keeps what the test meant, "suggested" needs judgement (include_suggested).
4. apply_fixes with the plan_id. "stale": a file changed, suggest again. "approval_required": call request_approval with the approval_id, or tell the person the command in next_step; you cannot approve for them. Then apply_fixes again.
5. undo_fixes with the undo_id puts everything back.
6. Findings without a fix: edit the test yourself by its pattern, then analyze_tests again. Never silence a test (skip, retry, longer sleep, weaker assertion) to make it pass.

A test that fails, or fails now and then:
- diagnose_failure with the output says what it may be; "genuine-failure" is an answer.
- verify_tests runs it many times and says what is known, with a bound. One green run proves nothing.
- find_polluter, when it passes alone and fails after others, names the test to blame, the state it left and a fix plan.
- verify_tests with a plan_id, or apply_fixes with prove, proves a fix against the unfixed test. A fix that is not_fixed goes to a person.

Before you touch test infrastructure, a real database or an external service by other means, call check_escalation with what you are about to do.`;
