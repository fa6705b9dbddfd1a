import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '../src/config.js';

describe('config', () => {
  it('is read from a file', () => {
    const file = fileURLToPath(new URL('../package.json', import.meta.url));
    assert.equal(loadConfig(file).name, 'mocha-unfinished');
  });

  it('must be there', () => {
    assert.throws(() => loadConfig('missing.json'));
  });

  it('may be large', () => {
    assert.ok(loadConfig(fileURLToPath(new URL('../package.json', import.meta.url))).mocha);
  });
});
