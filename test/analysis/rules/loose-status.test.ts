import { describe, expect, it } from 'vitest';
import { looseStatus } from '../../../src/analysis/rules/loose-status.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(looseStatus);

describe('loose-status', () => {
  const findings = async (...lines: readonly string[]) => {
    const code = `def test_order(client):\n${lines.map((line) => `    ${line}\n`).join('')}`;
    return (await check(looseStatus, { framework: 'pytest', code })).reports;
  };

  it.each([
    [
      'assert r.status_code in {200, 500}',
      'Accepts 200 and 500: the test passes when the request works and when the server crashes',
    ],
    [
      'assert r.status_code in (404, 200)',
      'Accepts 200 and 404: the test passes whether the request works or is refused',
    ],
    [
      'assert r.status_code in (400, 500)',
      'Accepts 400 and 500: the test passes when the server refuses the request, and when it crashes',
    ],
    ['assert 200 <= r.status_code <= 404', 'Accepts `200 <= r.status_code <= 404`: the test passes whether'],
    ['assert r.status_code in range(200, 500)', 'the test passes whether the request works or is refused'],
    ['assert r.status_code in [HTTPStatus.OK, HTTPStatus.NOT_FOUND]', 'Accepts 200 and 404'],
  ])('says what passes: %s', async (line, message) => {
    const reports = await findings(line);
    expect(reports.map((report) => report.message)).toEqual([expect.stringContaining(message)]);
  });

  it.each([
    'assert r.status_code in (200, 304)',
    'assert r.status_code in (302, 404)',
    'assert r.status_code not in (404, 405)',
    'assert r.status_code in (502, 503)',
    'assert job.status in (Status.DONE, Status.FAILED)',
    'assert count in (200, 404)',
    'assert r.status_code == 200 or r.json()["error"]',
  ])('leaves alone what may well be meant: %s', async (line) => {
    expect(await findings(line)).toEqual([]);
  });

  it('only mentions that any refusal counts a crash in', async () => {
    expect((await findings('assert r.status_code >= 400')).map(({ severity }) => severity)).toEqual(['info']);
  });

  it('follows a list of the module', async () => {
    const code = 'ANY = [200, 404]\n\n\ndef test_order(client):\n    assert client.get("/").status_code in ANY\n';
    expect((await check(looseStatus, { framework: 'pytest', code })).reports).toHaveLength(1);
  });

  it('is one finding for a test, of the worst kind', async () => {
    const reports = await findings('assert r.status_code in (200, 404)', 'assert r.status_code in (200, 500)');
    expect(reports.map(({ message }) => message)).toEqual([expect.stringMatching(/^Accepts 200 and 500.* 1 more /)]);
  });

  it('is only a note in a loop over answers that compete', async () => {
    const reports = await findings('for answer in answers:', '    assert answer.status_code in (200, 409)');
    expect(reports.map(({ severity }) => severity)).toEqual(['info']);
  });
});
