import { describe, expect, it } from 'vitest';
import { fixedSleep } from '../../../src/analysis/rules/fixed-sleep.ts';
import { applyFixes, check, describeExamples } from './harness.ts';

describeExamples(fixedSleep);

describe('fixed-sleep', () => {
  const python = async (body: string) => {
    const code = `import time\n\n\ndef test_worker(worker):\n    worker.start()\n    time.sleep(0.5)\n${body}`;
    const { reports } = await check(fixedSleep, { framework: 'pytest', code });
    return reports.map(({ severity, fix }) => ({ severity: severity ?? fixedSleep.severity, fix: fix?.safety }));
  };

  it('is an error with a fix before the assertion it waits for', async () => {
    expect(await python('    assert worker.finished\n')).toEqual([{ severity: 'error', fix: 'suggested' }]);
  });

  it('warns when the test then looks for something absent, which no wait can prove', async () => {
    expect(await python('    assert worker.error is None\n')).toEqual([{ severity: 'warning', fix: undefined }]);
    expect(await python('    assert not worker.failed\n')).toEqual([{ severity: 'warning', fix: undefined }]);
  });

  it('warns when another step comes first', async () => {
    expect(await python('    worker.stop()\n    assert worker.finished\n')).toEqual([
      { severity: 'warning', fix: undefined },
    ]);
  });

  it('warns when the pause lets time pass rather than work finish, and says less where a longer one does no harm', async () => {
    expect(await python('    assert worker.age > 0.4\n')).toEqual([{ severity: 'info', fix: undefined }]);
  });

  it('does not poll a condition that may raise before it holds', async () => {
    expect(await python('    assert worker.results[0] == 1\n')).toEqual([{ severity: 'error', fix: undefined }]);
  });

  it('is silent when nothing is asserted afterwards', async () => {
    expect(await python('    worker.stop()\n')).toEqual([]);
  });

  it('offers no wait around a reading that an assertion outside of it needs, too', async () => {
    const code = (last: string) => `import { expect, it } from 'vitest';

it('writes', async () => {
  save();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const rows = await list();
  expect(rows.length).toBe(4);
  expect(rows.find((row) => row.id === 'a'))${last};
});
`;
    const fixes = async (last: string) => {
      const { reports } = await check(fixedSleep, { framework: 'vitest', code: code(last) });
      return reports.map(({ fix }) => fix?.safety);
    };
    expect(await fixes('.toEqual({ id: 1 })')).toEqual(['suggested']);
    expect(await fixes('.toBeUndefined()')).toEqual([undefined]);
  });

  it('moves an assertion of several lines into the callback, and leaves no gap where the pause was', async () => {
    const code = `import { expect, it, vi } from 'vitest';

it('notifies', async () => {
  const listener = vi.fn();
  start(listener);

  await new Promise((resolve) => setTimeout(resolve, 50));

  expect(listener).toHaveBeenCalledWith({
    name: 'ann',
  });
});
`;
    expect(await applyFixes(fixedSleep, { framework: 'vitest', code })).toBe(`import { expect, it, vi } from 'vitest';

it('notifies', async () => {
  const listener = vi.fn();
  start(listener);

  await vi.waitFor(() => {
    expect(listener).toHaveBeenCalledWith({
      name: 'ann',
    });
  });
});
`);
  });

  const onPage = async (body: string) => {
    const code = `import { expect, test } from '@playwright/test';\n\ntest('counts', async ({ page }) => {\n${body}});\n`;
    const { reports } = await check(fixedSleep, { framework: 'playwright', code });
    return reports.map(({ severity, message, fix }) => ({
      severity: severity ?? fixedSleep.severity,
      wayOut: message.split('. ').at(-1)?.split(' ').slice(0, 4).join(' '),
      fix: fix?.safety,
    }));
  };

  it('does not speak of web-first assertions where the next step cannot wait by itself', async () => {
    expect(await onPage('  await page.waitForTimeout(100);\n  expect(requests).toBe(1);\n')).toEqual([
      { severity: 'warning', wayOut: 'Wait for what the', fix: undefined },
    ]);
  });

  it('advises a web-first assertion where a value of the page is read', async () => {
    expect(
      await onPage("  await page.waitForTimeout(100);\n  expect(await page.textContent('h1')).toBe('Cart');\n"),
    ).toEqual([{ severity: 'error', wayOut: 'Leave the waiting to', fix: undefined }]);
  });

  it('does not remove a pause that is there to see that nothing changes', async () => {
    const holds = "  await expect(page.locator('p')).toHaveText('2');\n";
    expect(await onPage(`${holds}  await page.waitForTimeout(400);\n${holds}`)).toEqual([
      { severity: 'info', wayOut: 'Wait for something that', fix: undefined },
    ]);
  });

  it('does not poll for a state that is under way when the wait begins', async () => {
    const code = `import { expect, it } from 'vitest';

it('loads', async () => {
  load();
  await sleep(50);
  expect(status()).toBe('pending');
});
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
`;
    expect(await applyFixes(fixedSleep, { framework: 'vitest', code })).toBe(code);
  });

  const polls = async (body: string) => {
    const code = `import time\n\n\ndef test_worker(worker):\n${body}`;
    return (await applyFixes(fixedSleep, { framework: 'pytest', code })) !== code;
  };

  it.each([
    ['alive', '    worker.start()\n    time.sleep(0.5)\n    assert worker.is_alive()\n'],
    [
      'the old value',
      '    old = worker.jobs()\n    worker.poke()\n    time.sleep(0.5)\n    assert worker.jobs() == old\n',
    ],
    ['what held before', '    assert worker.up\n    worker.poke()\n    time.sleep(0.5)\n    assert worker.up\n'],
    [
      'what a comment says must not go',
      '    worker.poke()\n    time.sleep(0.5)\n    assert worker.job in jobs  # do not lose it\n',
    ],
  ])('offers no poll for %s: it would end at once', async (_, body) => {
    expect(await polls(body)).toBe(false);
    expect(await polls('    worker.start()\n    time.sleep(0.5)\n    assert worker.finished\n')).toBe(true);
  });

  const sleep = 'const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));\n';
  const inVitest = async (body: string, title = 'loads', head = "import { expect, it } from 'vitest';\n") => {
    const code = `${head}${sleep}\nit('${title}', async () => {\n${body}\n});\n`;
    const { reports } = await check(fixedSleep, { framework: 'vitest', code });
    return reports.map(({ severity, message, fix }) => ({
      severity: severity ?? fixedSleep.severity,
      message: message.replace(/ \d+ ms of real time/, '').split(':')[0],
      fix: fix?.title,
    }));
  };

  it('is silent on a pause that stands in for work: nothing was started, or it is measured', async () => {
    expect(await inVitest('  await sleep(50);\n  expect(order).toBe(2);')).toEqual([]);
    expect(await inVitest('  skip();\n  await sleep(50);\n  expect(order).toBe(2);')).toEqual([]);
    expect(
      await inVitest('  timer.start();\n  await sleep(50);\n  timer.stop();\n  expect(timer.value).toBe(2);'),
    ).toEqual([]);
    expect(await inVitest('  load();\n  await sleep(50);\n  expect(order).toBe(2);')).toHaveLength(1);
  });

  it('is silent on a pause that gives a file another time stamp', async () => {
    const body = '  write();\n  await sleep(50);\n  write();\n  expect(reads()).toBe(2);';
    expect(await inVitest(body, 'reads again when the mtime changes')).toEqual([]);
    expect(await inVitest(body)).toHaveLength(1);
  });

  it('looks behind the end of act', async () => {
    const body =
      '  load();\n  await act(async () => {\n    await sleep(50);\n  });\n\n  expect(calls()).toHaveLength(0);';
    expect(await inVitest(body)).toEqual([
      { severity: 'info', message: 'Waits before it looks for something absent', fix: undefined },
    ]);
  });

  it('is silent on a pause whose path ends before the assertion', async () => {
    expect(
      await inVitest(
        '  load();\n  if (attempt === 1) {\n    await sleep(50);\n    return;\n  }\n  expect(attempt).toBe(2);',
      ),
    ).toEqual([]);
  });

  it.each([
    ['the title says so', 'load();\n  await sleep(50);\n  expect(calls()).toBe(1);', 'does not load again'],
    ['a comment says so', 'load();\n  // No second call.\n  await sleep(50);\n  expect(calls()).toBe(1);', 'loads'],
    [
      'it was so before',
      'await vi.waitFor(() => calls() === 1);\n  await sleep(50);\n  expect(calls()).toBe(1);',
      'loads',
    ],
    [
      'the old value was kept',
      'const old = calls();\n  load();\n  await sleep(50);\n  expect(calls()).toBe(old);',
      'loads',
    ],
  ])('takes a pause for a proof that nothing changes when %s', async (_, body, title) => {
    expect(await inVitest(`  ${body}`, title)).toEqual([
      { severity: 'info', message: 'Waits to see that nothing changes', fix: undefined },
    ]);
  });

  it('takes false for a result when it was true before', async () => {
    expect(
      await inVitest('  load();\n  expect(busy()).toBe(true);\n  await sleep(50);\n  expect(busy()).toBe(false);'),
    ).toEqual([
      { severity: 'error', message: 'Waits and hopes the work is done', fix: 'Wait for the condition with vi.waitFor' },
    ]);
  });

  it('knows a pause that lets something get under way', async () => {
    const body = '  const answer = ask();\n  await sleep(50);\n  abort();\n  await answer;\n  expect(calls()).toBe(1);';
    expect(await inVitest(body)).toEqual([
      { severity: 'info', message: 'Waits for what was started to get going', fix: undefined },
    ]);
  });

  const inTest = (body: string) =>
    `import { expect, it, vi } from 'vitest';\n\nit('loads', async () => {\n  start();\n${body}});\n`;
  const pause = '  await new Promise((resolve) => setTimeout(resolve, 50));\n';

  it('takes the reading behind the pause along, when only the assertions look at it', async () => {
    const code = inTest(
      `${pause}  const rows = await list();\n  expect(rows).toHaveLength(2);\n  expect(rows[0]).toBe(1);\n`,
    );
    expect(await applyFixes(fixedSleep, { framework: 'vitest', code })).toBe(
      inTest(
        '  await vi.waitFor(async () => {\n    const rows = await list();\n    expect(rows).toHaveLength(2);\n    expect(rows[0]).toBe(1);\n  });\n',
      ),
    );
  });

  it('leaves a reading alone that something else looks at', async () => {
    const code = inTest(`${pause}  const rows = await list();\n  expect(rows).toHaveLength(2);\n  close(rows);\n`);
    expect(await applyFixes(fixedSleep, { framework: 'vitest', code })).toBe(code);
  });

  it('lets a fake clock pass in a file that puts real timers back', async () => {
    const head = "import { afterEach, expect, it, vi } from 'vitest';\n";
    const hook = 'afterEach(() => {\n  vi.useRealTimers();\n});\n';
    const fakes = "it('polls', () => {\n  vi.useFakeTimers();\n  expect(poll()).toBe(1);\n});\n";
    const waits = (first: string, pause: string) =>
      `it('does not call back', async () => {\n${first}  subscribe();\n  ${pause};\n  expect(calls()).toBe(0);\n});\n`;
    const code = `${head}\n${hook}${fakes}${waits('', 'await new Promise((resolve) => setTimeout(resolve, 50))')}`;
    expect(await applyFixes(fixedSleep, { framework: 'vitest', code })).toBe(
      `${head}\n${hook}${fakes}${waits('  vi.useFakeTimers();\n', 'await vi.advanceTimersByTimeAsync(50)')}`,
    );
  });

  it('is silent on a pause that lets a coarse clock tick', async () => {
    const code = `import time

TIME_GAP = 0.1


def test_reads(page):
    before = page.accessed
    time.sleep(TIME_GAP)
    page.read()
    assert page.accessed != before


def test_restarts(timer):
    started = timer.start_time
    time.sleep(0.01)
    timer.reset()
    assert timer.start_time > started
`;
    const { reports } = await check(fixedSleep, { framework: 'pytest', code });
    expect(reports).toEqual([]);
  });

  it('says less of a pause that is there for time to pass', async () => {
    const severity = async (pause: string, after = 'expect(await status()).toBe(1);') => {
      const code = `import { expect, it } from 'vitest';\n\nit('saves', async () => {\n  save();\n${pause}\n  ${after}\n});\n`;
      const { reports } = await check(fixedSleep, { framework: 'vitest', code });
      return reports.map((report) => report.severity ?? fixedSleep.severity);
    };
    const sleep = (ms: string) => `await new Promise((resolve) => setTimeout(resolve, ${ms}));`;
    expect(await severity(`  ${sleep('50')}`)).toEqual(['error']);
    expect(await severity(`  // Simulate a user who takes a while.\n  ${sleep('50')}`)).toEqual(['info']);
    expect(await severity(`  ${sleep('50')}`, 'expect(await age()).toBeGreaterThanOrEqual(50);')).toEqual(['info']);
    const swept = `  for (let ms = 10; ms < 90; ms += 20) {\n    load();\n    ${sleep('ms')}\n    expect(await status()).toBe(1);\n  }`;
    expect(await severity(swept)).toEqual(['info']);
  });

  it('is not led astray by a denial behind the when of a title', async () => {
    const severity = async (title: string) => {
      const code = `import { expect, it } from 'vitest';\n\nit('${title}', async () => {\n  save();\n  await new Promise((resolve) => setTimeout(resolve, 50));\n  expect(await status()).toBe('saved');\n});\n`;
      const { reports } = await check(fixedSleep, { framework: 'vitest', code });
      return reports.map((report) => report.severity ?? fixedSleep.severity);
    };
    expect(await severity('saves when the form is not empty')).toEqual(['error']);
    expect(await severity('does not save again')).toEqual(['info']);
  });

  const pytest = async (code: string) => {
    const { reports } = await check(fixedSleep, {
      framework: 'pytest',
      code: `import asyncio\nimport time\n\n\n${code}`,
    });
    return reports.map(({ severity, message }) => [
      severity ?? fixedSleep.severity,
      /never|Poll|sleep\(0\)|fake clock/.exec(message)?.[0],
    ]);
  };

  it('asks for a poll where what the test saw before the pause has to go', async () => {
    const expires = (before: string, after: string) =>
      pytest(`def test_expires(cache):\n    cache.put('a', ttl=1)\n    ${before}\n    time.sleep(1.5)\n    ${after}\n`);
    const gone = "assert cache.get('a') is None";
    expect(await expires("assert cache.get('a') is not None", gone)).toEqual([['warning', 'Poll']]);
    expect(await expires("assert cache.has('a') is True", "assert cache.has('a') is False")).toEqual([
      ['warning', 'Poll'],
    ]);
    expect(await expires("assert cache.get('b') is not None", gone)).toEqual([['warning', 'never']]);
    expect(await expires('assert len(cache) >= 0', 'assert len(cache) == 0')).toEqual([['warning', 'never']]);
  });

  it('says that the order is certain where an async test only lets a task start', async () => {
    const starts = (coroutine: string, fixture = 'stream') =>
      pytest(
        `async def test_reads(${fixture}):\n    task = asyncio.create_task(${coroutine})\n    # Let it start.\n    await asyncio.sleep(0.1)\n    assert stream.waiter\n    await task\n`,
      );
    expect(await starts('stream.read()')).toEqual([['info', 'sleep(0)']]);
    expect(await starts('stream.read()', 'http_server')).toEqual([['error', 'Poll']]);
    expect(await starts('stream.run_forever()')).toEqual([['error', 'Poll']]);
  });

  it('does not mind a longer pause where only the least time is checked', async () => {
    const code =
      "def test_start():\n    p = Profiler(memory=False)\n    time.sleep(0.02)\n    with p.phase('delayed'):\n        pass\n    report = p.get_report()\n    assert report['phases']['delayed']['start'] >= 0.01\n";
    expect(await pytest(code)).toEqual([['info', 'fake clock']]);
  });
});
