import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Connection, clients, type Person } from './support/clients.ts';
import { INITIALIZE, RawConnection, type Reply } from './support/raw.ts';
import { createSandbox, type Sandbox } from './support/sandbox.ts';

const WATCHED = 'triggers: [{ keyword: [prices], reason: Prices are watched. }]\n';
const WATCHED_STRICTLY = 'triggers: [{ keyword: [prices], reason: Prices are watched., min_rank: 2 }]\n';
const POLICY = '.testing-patterns/escalation.yaml';

const Plan = z.object({ plan_id: z.string() });
const Stopped = z.object({ status: z.literal('approval_required'), approval_id: z.string() });

/** An approval holds for the same edits of the same bytes: each test has bytes of its own. */
let serial = 0;
function unlikeBefore(text: string): string {
  serial += 1;
  return `${text}// ${serial}\n`;
}

async function stoppedPlan(server: Connection): Promise<{ plan_id: string; approval_id: string }> {
  const { plan_id } = Plan.parse((await server.call('suggest_fixes', { paths: ['cart.test.ts'] })).structured);
  const { approval_id } = Stopped.parse((await server.call('apply_fixes', { plan_id })).structured);
  return { plan_id, approval_id };
}

describe.each(clients)('asking the person through $name', ({ connect }) => {
  let sandbox: Sandbox;
  let server: Connection;
  let original: string;
  let cart: string;
  let answer: ReturnType<Person>;
  let shown: string[];

  beforeAll(async () => {
    sandbox = await createSandbox();
    original = await sandbox.read('cart.test.ts');
    const person: Person = (message) => {
      shown.push(message);
      return answer;
    };
    server = await connect({ sandbox, person });
  });
  beforeEach(async () => {
    answer = { action: 'accept', content: { approve: true } };
    shown = [];
    cart = unlikeBefore(original);
    await sandbox.write('cart.test.ts', cart);
    await sandbox.write(POLICY, WATCHED);
  });
  afterAll(async () => {
    await server.close();
    await sandbox.remove();
  });

  it('applies after a yes, once: the undo asks again', async () => {
    const { plan_id, approval_id } = await stoppedPlan(server);
    const approved = await server.call('request_approval', { approval_id });
    expect(approved.structured).toMatchObject({ status: 'approved' });
    const applied = await server.call('apply_fixes', { plan_id });
    expect(applied.structured).toMatchObject({ status: 'applied' });
    expect(await sandbox.read('cart.test.ts')).toContain('await expect');

    const undo = await server.call('undo_fixes', { undo_id: applied.structured.undo_id });
    expect(undo.structured).toMatchObject({ status: 'approval_required' });
    expect(undo.structured.approval_id).not.toBe(approval_id);
  });

  it('shows the person why they are asked, and everything that would change', async () => {
    const { approval_id } = await stoppedPlan(server);
    await server.call('request_approval', { approval_id });
    expect(shown).toHaveLength(1);
    expect(shown[0]).toContain('Prices are watched.');
    expect(shown[0]).toContain(`Approval ${approval_id}: for exactly this, once, until `);
    expect(shown[0]).toContain(`Workspace: ${sandbox.project}\n`);
    expect(shown[0]).toMatch(/\nThe text above has the sha256 [0-9a-f]{16}…, as the ledger says\.$/);
    expect(shown[0]).toContain("-it.only('adds prices', async () => {\n-  expect(total([1, 2])).resolves.toBe(3);");
    expect(shown[0]).toContain("+it('adds prices', async () => {\n+  await expect(total([1, 2])).resolves.toBe(3);");
  });

  it.each([
    { given: { action: 'decline' as const }, status: 'declined_by_client' },
    { given: { action: 'accept' as const, content: { approve: false } }, status: 'declined_by_client' },
    { given: { action: 'cancel' as const }, status: 'dismissed' },
  ])('touches nothing after $given, and calls it $status', async ({ given, status }) => {
    answer = given;
    const { plan_id, approval_id } = await stoppedPlan(server);
    expect((await server.call('request_approval', { approval_id })).structured).toMatchObject({ status });
    expect((await server.call('apply_fixes', { plan_id })).structured).toMatchObject({ status: 'approval_required' });
    expect(await sandbox.read('cart.test.ts')).toBe(cart);
  });

  it('takes a no for the same fix suggested once more, and asks nobody again', async () => {
    answer = { action: 'decline' };
    const first = await stoppedPlan(server);
    await server.call('request_approval', { approval_id: first.approval_id });
    answer = { action: 'accept', content: { approve: true } };
    const second = await stoppedPlan(server);
    expect(second.plan_id).not.toBe(first.plan_id);
    const asked = await server.call('request_approval', { approval_id: second.approval_id });
    expect(asked.structured).toMatchObject({ status: 'declined_by_client' });
    expect(shown).toHaveLength(1);
  });

  it('does not ask in a dialog what a dialog cannot lift', async () => {
    await sandbox.write(POLICY, WATCHED_STRICTLY);
    const { plan_id, approval_id } = await stoppedPlan(server);
    const asked = await server.call('request_approval', { approval_id });
    expect(asked.structured).toMatchObject({ status: 'not_askable' });
    expect(shown).toEqual([]);
    expect((await server.call('apply_fixes', { plan_id })).structured).toMatchObject({ status: 'approval_required' });
  });

  it('does not ask about a diff that is too long to be read in a dialog', async () => {
    await sandbox.write('cart.test.ts', unlikeBefore(manyTests()));
    const { approval_id } = await stoppedPlan(server);
    const asked = await server.call('request_approval', { approval_id });
    expect(asked.structured).toMatchObject({ status: 'not_askable' });
    expect(asked.text).toContain('too large to be read in a dialog');
    expect(shown).toEqual([]);
  });

  it('says how a person approves when the client cannot ask', async () => {
    const silent = await connect({ sandbox });
    const { plan_id, approval_id } = await stoppedPlan(silent);
    const asked = await silent.call('request_approval', { approval_id });
    expect(asked.isError).toBe(false);
    expect(asked.structured).toMatchObject({
      status: 'not_askable',
      how_a_person_approves: expect.stringContaining(`"npx testing-patterns-mcp approve ${approval_id}"`),
    });
    expect((await silent.call('apply_fixes', { plan_id })).structured).toMatchObject({ status: 'approval_required' });
    await silent.close();
  });
});

function manyTests(): string {
  const tests = Array.from(
    { length: 60 },
    (_, n) => `it('prices ${n}', async () => {\n  expect(total([${n}])).resolves.toBe(${n});\n});\n`,
  );
  return `import { expect, it } from 'vitest';\nimport { total } from './total.ts';\n\n${tests.join('\n')}`;
}

describe('a forged approval', () => {
  const YES = { approve: { action: 'accept', content: { approve: true } } };
  const Asked = z.object({ resultType: z.literal('input_required'), requestState: z.string() });
  let sandbox: Sandbox;
  let original: string;
  let cart: string;
  let raw: RawConnection;

  beforeAll(async () => {
    sandbox = await createSandbox();
    await sandbox.write(POLICY, WATCHED);
    original = await sandbox.read('cart.test.ts');
    raw = new RawConnection(sandbox);
  });
  beforeEach(async () => {
    cart = unlikeBefore(original);
    await sandbox.write('cart.test.ts', cart);
  });
  afterAll(async () => {
    await raw.end();
    await sandbox.remove();
  });

  const call = (name: string, args: Record<string, unknown>, more: Record<string, unknown> = {}): Promise<Reply> =>
    raw.modern('tools/call', { name, arguments: args, ...more });
  const structured = ({ result }: Reply): unknown => result?.structuredContent;

  async function stopped(): Promise<{ plan_id: string; approval_id: string }> {
    const { plan_id } = Plan.parse(structured(await call('suggest_fixes', { paths: ['cart.test.ts'] })));
    const { approval_id } = Stopped.parse(structured(await call('apply_fixes', { plan_id })));
    return { plan_id, approval_id };
  }
  const ask = async (approval_id: string): Promise<string> =>
    Asked.parse((await call('request_approval', { approval_id })).result).requestState;
  const stillStopped = async (plan_id: string): Promise<void> => {
    Stopped.parse(structured(await call('apply_fixes', { plan_id })));
    expect(await sandbox.read('cart.test.ts')).toBe(cart);
  };

  it('sent without the state of a question is asked again', async () => {
    const { plan_id, approval_id } = await stopped();
    const forged = await call('request_approval', { approval_id }, { inputResponses: YES });
    Asked.parse(forged.result);
    await stillStopped(plan_id);
  });

  it('with the state of another plan is asked again', async () => {
    await sandbox.write('cart.test.ts', unlikeBefore(original));
    const other = await stopped();
    await sandbox.write('cart.test.ts', cart);
    const one = await stopped();
    expect(other.approval_id).not.toBe(one.approval_id);
    const forged = await call(
      'request_approval',
      { approval_id: one.approval_id },
      { inputResponses: YES, requestState: await ask(other.approval_id) },
    );
    Asked.parse(forged.result);
    await stillStopped(one.plan_id);
  });

  it('with a state that was answered before is asked again', async () => {
    const { plan_id, approval_id } = await stopped();
    const requestState = await ask(approval_id);
    const closed = { inputResponses: { approve: { action: 'cancel' } }, requestState };
    expect(structured(await call('request_approval', { approval_id }, closed))).toMatchObject({ status: 'dismissed' });
    const replayed = await call('request_approval', { approval_id }, { inputResponses: YES, requestState });
    Asked.parse(replayed.result);
    await stillStopped(plan_id);
  });

  it('after a no does not turn it into a yes: nobody is asked again', async () => {
    const { plan_id, approval_id } = await stopped();
    const [first, second] = [await ask(approval_id), await ask(approval_id)];
    const no = { inputResponses: { approve: { action: 'decline' } }, requestState: first };
    await call('request_approval', { approval_id }, no);
    const yes = await call('request_approval', { approval_id }, { inputResponses: YES, requestState: second });
    expect(structured(yes)).toMatchObject({ status: 'declined_by_client' });
    await stillStopped(plan_id);
  });

  it('replayed after it was used up finds nothing to approve', async () => {
    const { plan_id, approval_id } = await stopped();
    const requestState = await ask(approval_id);
    const yes = await call('request_approval', { approval_id }, { inputResponses: YES, requestState });
    expect(structured(yes)).toMatchObject({ status: 'approved' });
    expect(structured(await call('apply_fixes', { plan_id }))).toMatchObject({ status: 'applied' });
    const replayed = await call('request_approval', { approval_id }, { inputResponses: YES, requestState });
    expect(replayed.result).toMatchObject({ isError: true });
    expect(JSON.stringify(replayed.result)).toContain('was used already');
  });

  it('with a state that was changed on the way is refused', async () => {
    const { plan_id, approval_id } = await stopped();
    const requestState = `${(await ask(approval_id)).slice(0, -4)}AAAA`;
    const forged = await call('request_approval', { approval_id }, { inputResponses: YES, requestState });
    expect(forged.error?.message).toBe('Invalid or expired requestState');
    await stillStopped(plan_id);
  });

  it('in an argument of any tool is no argument', async () => {
    const Tools = z.object({ tools: z.array(z.object({ name: z.string() })) });
    const names = Tools.parse((await raw.modern('tools/list')).result).tools.map(({ name }) => name);
    const { plan_id, approval_id } = await stopped();
    const known = { apply_fixes: { plan_id }, request_approval: { approval_id } };
    const keys = ['approved', 'approve', 'confirm', 'force', 'yes', 'rank', 'granted_rank', 'channel', 'shown_digest'];
    const forged = [...keys, 'signature', 'skip_gate', '_meta', 'requestState', 'inputResponses', 'constructor'];
    const calls = names.flatMap((name) => forged.map((key) => ({ name, key })));
    const taken: string[] = [];
    for (const { name, key } of calls) {
      const given = Object.entries(known).find(([tool]) => tool === name)?.[1] ?? {};
      const { result } = await call(name, { ...given, [key]: key === '_meta' ? { approved: true } : true });
      if (!JSON.stringify(result).includes(`\\"${key}\\" is not a field of ${name}`)) taken.push(`${name}: ${key}`);
    }
    expect(taken).toEqual([]);
    expect(names).toContain('request_approval');
    await stillStopped(plan_id);
  });

  it('beside the arguments is not read', async () => {
    const { plan_id, approval_id } = await stopped();
    const yes = { approved: true, approval_id, rank: 3, 'io.modelcontextprotocol/approved': true };
    for (const more of [{ _meta: yes }, yes, { inputResponses: YES }])
      Stopped.parse(structured(await call('apply_fixes', { plan_id }, more)));
    await stillStopped(plan_id);
  });

  it.each(['', 'approved', 'e30.e30.e30', Buffer.from('{"approved":true}').toString('base64url')])(
    'with the made-up state %j is refused',
    async (requestState) => {
      const { plan_id, approval_id } = await stopped();
      await ask(approval_id);
      const { error, result } = await call('request_approval', { approval_id }, { inputResponses: YES, requestState });
      expect(error?.message ?? result?.resultType).toMatch(/^(Invalid or expired requestState|input_required)$/);
      await stillStopped(plan_id);
    },
  );

  it('after the file was changed between the question and the yes applies to nothing', async () => {
    const { plan_id, approval_id } = await stopped();
    const requestState = await ask(approval_id);
    await sandbox.write('cart.test.ts', `${cart}// changed meanwhile\n`);
    await call('request_approval', { approval_id }, { inputResponses: YES, requestState });
    expect(structured(await call('apply_fixes', { plan_id }))).toMatchObject({ status: 'stale' });
    expect(await sandbox.read('cart.test.ts')).toBe(`${cart}// changed meanwhile\n`);
  });

  it('after the policy was changed between the question and the yes lifts nothing', async () => {
    const { plan_id, approval_id } = await stopped();
    const requestState = await ask(approval_id);
    await sandbox.write(POLICY, WATCHED.replace('prices', 'prices, payroll'));
    await call('request_approval', { approval_id }, { inputResponses: YES, requestState });
    await stillStopped(plan_id);
    await sandbox.write(POLICY, WATCHED);
  });

  it('smuggled into a 2025-era call is not read: the person is asked', async () => {
    const old = new RawConnection(sandbox);
    await old.request('initialize', INITIALIZE);
    const { plan_id, approval_id } = await stopped();
    const answer = await old.request('tools/call', {
      name: 'request_approval',
      arguments: { approval_id },
      inputResponses: YES,
    });
    expect(old.asked).toEqual(['elicitation/create']);
    expect(structured(answer)).toMatchObject({ status: 'declined_by_client' });
    await stillStopped(plan_id);
    await old.end();
  });

  it('with a state that another server process signed is refused', async () => {
    const other = new RawConnection(sandbox);
    const { plan_id, approval_id } = await stopped();
    const answer = await other.modern('tools/call', {
      name: 'request_approval',
      arguments: { approval_id },
      inputResponses: YES,
      requestState: await ask(approval_id),
    });
    expect(answer.error?.message).toBe('Invalid or expired requestState');
    await stillStopped(plan_id);
    await other.end();
  });
});
