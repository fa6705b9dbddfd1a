import { describe, expect, it } from 'vitest';
import { elapsedTime } from '../../../src/analysis/rules/elapsed-time.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(elapsedTime);

describe('elapsed-time', () => {
  const severityOf = async (bound: string) => {
    const code = `import time

LIMIT = 10.0


def test_is_quick():
    start = time.monotonic()
    load()
    assert time.monotonic() - start < ${bound}
`;
    const { reports } = await check(elapsedTime, { framework: 'pytest', code });
    return reports.map(({ severity }) => severity ?? elapsedTime.severity);
  };

  it('is an error for tight limits, a warning for those of a second and more, and worth a look from five on', async () => {
    expect(await severityOf('0.5')).toEqual(['error']);
    expect(await severityOf('1')).toEqual(['warning']);
    expect(await severityOf('5')).toEqual(['info']);
    expect(await severityOf('LIMIT')).toEqual(['info']);
  });

  it('does not take what a callback measures for a duration', async () => {
    const code = `it('is gone', async () => {
  const gone = await new Promise((resolve) => {
    const start = Date.now();
    const check = () => (Date.now() - start > 1000 ? resolve(false) : setTimeout(check, 10));
    check();
  });
  expect(gone).toBe(true);
});
`;
    expect((await check(elapsedTime, { framework: 'jest', code })).reports).toEqual([]);
  });

  const measured = async (body: string) => {
    const code = `import time\nfrom unittest.mock import patch\n\n\ndef test_it(make):\n    ${body.replaceAll('\n', '\n    ')}\n`;
    const { reports } = await check(elapsedTime, { framework: 'pytest', code });
    return reports.map(({ severity, fix }) => [severity, fix?.safety]);
  };

  it('mends the clock of a duration only where its readings go nowhere else', async () => {
    const start = 'start = time.time()\nmake()\n';
    expect(await measured(`${start}assert time.time() - start >= 0.1`)).toEqual([['warning', 'safe']]);
    expect(await measured(`${start}print(time.time() - start)`)).toEqual([['info', 'safe']]);
    expect(await measured(`${start}assert make().at > start\nassert time.time() - start >= 0.1`)).toEqual([
      ['warning', undefined],
    ]);
  });

  it('leaves readings alone that are no duration, and clocks that are held', async () => {
    expect(await measured('start = time.time()\nassert make().at - 5 < start')).toEqual([]);
    expect(await measured('hour_ago = time.time() - 3600\nassert make(hour_ago)')).toEqual([]);
    expect(
      await measured(
        "with patch('time.time', side_effect=[1, 2]):\n    start = time.time()\n    print(time.time() - start)",
      ),
    ).toEqual([]);
  });

  it('leaves the clock of the system where its stamps are compared, and only suggests another where any clock may be', async () => {
    const compared = (assertion: string) =>
      measured(`start = time.time()\nwait = 0.1\nmake()\ntook = time.time() - start\nassert ${assertion}`);
    expect(await compared('took >= wait')).toEqual([['warning', 'safe']]);
    expect(await compared('took >= make.wait')).toEqual([['warning', 'suggested']]);
    expect(await compared('(make.second - make.first) <= took')).toEqual([]);
    expect(await compared('make.st_mtime <= took')).toEqual([]);
  });

  it('takes no hyphen of a text for a difference', async () => {
    const code =
      'from datetime import datetime\n\n\ndef test_x(shop):\n    result = shop.run("test-flow", datetime.now(), datetime.now())\n    assert result is True\n';
    expect((await check(elapsedTime, { framework: 'pytest', code })).reports).toEqual([]);
  });
});
