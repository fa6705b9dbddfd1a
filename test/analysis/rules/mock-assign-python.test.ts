import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/analysis/rule.ts';
import { mockAssign } from '../../../src/analysis/rules/mock-assign.ts';
import { check } from './harness.ts';

const example = (lines: string): Example => ({
  framework: 'pytest',
  code: `from unittest.mock import Mock, patch

import shop
from shop import mail
from shop.db import Store


def test_orders(client, monkeypatch):
${lines.replaceAll(/^/gm, '    ')}
    assert order("tea")
`,
});
const safeties = async (lines: string) =>
  (await check(mockAssign, example(lines))).reports.map(({ fix }) => fix?.safety);

describe('mock-assign: modules and classes of Python', () => {
  it('has a safe fix for functions of modules and methods of classes, which monkeypatch finds there', async () => {
    expect(await safeties('shop.order = Mock()')).toEqual(['safe']);
    expect(await safeties('Store.save = Mock()')).toEqual(['safe']);
    expect(await safeties('mail.state.client = Mock()')).toEqual(['suggested']);
  });

  it('leaves what the test owns alone', async () => {
    expect(await safeties('client.send = Mock()')).toEqual([]);
    expect(await safeties('store = Store()\nstore.save = Mock()')).toEqual([]);
    expect(await safeties('mail.send.return_value = Mock()')).toEqual([]);
  });

  it('leaves alone what a patch or a saved original puts back', async () => {
    expect(await safeties('with patch("shop.mail.send"):\n    mail.send = Mock()')).toEqual([]);
    expect(await safeties('monkeypatch.setattr(mail, "send", None)\nmail.send = Mock()')).toEqual([]);
    expect(await safeties('original = mail.send\nmail.send = Mock()')).toEqual([]);
  });
});
