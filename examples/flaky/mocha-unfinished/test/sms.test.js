import assert from 'node:assert/strict';

describe.skip('text messages', () => {
  it('are at most 160 characters long', () => {
    assert.ok('Your parcel is here.'.length <= 160);
  });

  it('have a sender', () => {
    assert.match('+49 30 1234567', /^\+/);
  });
});
