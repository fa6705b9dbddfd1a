import { describe, expect, it } from 'vitest';
import { blockingCall } from '../../../src/analysis/rules/blocking-call.ts';
import { fixedSleep } from '../../../src/analysis/rules/fixed-sleep.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(blockingCall);

const slept = (body: string) =>
  `import asyncio\nimport time\nimport pytest\n\n@pytest.mark.asyncio\nasync def test_a(box):\n${body}    assert box.full\n`;

async function reports(code: string, rule = blockingCall) {
  return (await check(rule, { framework: 'pytest', code })).reports;
}

describe('blocking-call', () => {
  it('takes time.sleep over from fixed-sleep', async () => {
    const code = slept('    box.fill()\n    time.sleep(1)\n');
    expect(await reports(code)).toHaveLength(1);
    expect(await reports(code, fixedSleep)).toEqual([]);
    expect(await reports(code.replace('async def', 'def'), fixedSleep)).toHaveLength(1);
  });

  it('is careful with a sleep next to tasks, which would run during it', async () => {
    const [alone] = await reports(slept('    time.sleep(1)\n'));
    const [beside] = await reports(slept('    asyncio.create_task(box.fill())\n    time.sleep(1)\n'));
    expect([alone?.fix?.safety, beside?.fix?.safety]).toEqual(['safe', 'suggested']);
  });

  it('is careful with a sleep under a time limit, which would end it', async () => {
    const [limited] = await reports(slept('    async with asyncio.timeout(1):\n        time.sleep(2)\n'));
    expect(limited?.fix?.safety).toBe('suggested');
  });

  it('leaves a pause for a thread to fixed-sleep', async () => {
    const code = slept('    threading.Thread(target=box.fill).start()\n    time.sleep(1)\n');
    expect(await reports(code)).toEqual([]);
    expect(await reports(code, fixedSleep)).toHaveLength(1);
  });

  it('knows no asyncio.sleep for anyio', async () => {
    const [report] = await reports(slept('    time.sleep(1)\n').replace('mark.asyncio', 'mark.anyio'));
    expect(report?.fix).toBeUndefined();
  });

  it.each([
    ['inside asyncio.timeout', '    async with asyncio.timeout(1):\n        time.sleep(2)\n'],
    ['with its own name in a comment', '    time.sleep(2)  # blocking-call: nothing else runs\n'],
    ['beside words that only hold one', '    time.sleep(2)  # the change is installed by an async handler\n'],
  ])('is not talked out of it %s', async (_where, body) => {
    expect(await reports(slept(body))).toHaveLength(1);
  });

  it.each([
    '# the loop hangs',
    '# sync on purpose',
    '# see to_thread',
    '# nonblocking',
    '# BlockingPortal',
    '# aLag',
    '# noqa: ASYNC251',
  ])('takes the word of %s', async (comment) => {
    expect(await reports(slept(`    time.sleep(2)  ${comment}\n`))).toEqual([]);
  });

  it('lets a queue be that is known to hold something', async () => {
    const taken = (before: string) => `    q = queue.Queue()\n    ${before}\n    assert q.get() == 1\n`;
    expect(await reports(`import queue\n${slept(taken('await box.fill(q)'))}`)).toHaveLength(1);
    expect(await reports(`import queue\n${slept(taken('q.put(1)'))}`)).toEqual([]);
    expect(await reports(`import queue\n${slept(taken('assert q.qsize() == 1'))}`)).toEqual([]);
  });

  it('leaves what runs in a nested function alone: it may be a thread', async () => {
    const body = '    def work():\n        time.sleep(1)\n    await asyncio.to_thread(work)\n';
    expect(await reports(slept(body))).toEqual([]);
  });
});
