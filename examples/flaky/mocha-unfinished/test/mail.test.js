import assert from 'node:assert/strict';
import { sendMail } from '../src/mail.js';

describe('mail', () => {
  it('goes out', () => {
    assert.equal(sendMail('ada@example.com'), 'queued');
  });
});
