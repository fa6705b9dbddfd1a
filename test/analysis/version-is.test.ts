import { describe, expect, it } from 'vitest';
import type { KnownVersion } from '../../src/analysis/project.ts';
import { versionIs } from '../../src/analysis/rules/support/versions.ts';
import { pytest } from './python/project-of.ts';

function projectWith(version: KnownVersion) {
  const facts = pytest({});
  return facts ? { pytest: { ...facts, versions: { pytest: version } } } : {};
}

describe('versionIs', () => {
  it.each<[KnownVersion, { atLeast?: string; below?: string }, 'yes' | 'no' | 'unknown']>([
    [{ exact: '8.4.2' }, { atLeast: '8.4' }, 'yes'],
    [{ exact: '8.4' }, { atLeast: '8.4.0' }, 'yes'],
    [{ exact: '8.10.0' }, { atLeast: '8.9' }, 'yes'],
    [{ exact: '8.3.5' }, { atLeast: '8.4' }, 'no'],
    [{ exact: '9.0.0' }, { below: '9' }, 'no'],
    [{ exact: '8.4.2' }, { atLeast: '8', below: '9' }, 'yes'],
    [{ exact: '9.1' }, { atLeast: '8', below: '9' }, 'no'],
    [{ atLeast: '8' }, { atLeast: '7' }, 'yes'],
    [{ atLeast: '8' }, { atLeast: '9' }, 'unknown'],
    [{ atLeast: '8' }, { below: '8' }, 'no'],
    [{ atLeast: '8' }, { below: '9' }, 'unknown'],
    [{ below: '9' }, { below: '9' }, 'yes'],
    [{ below: '9' }, { atLeast: '9' }, 'no'],
    [{ below: '9' }, { atLeast: '8' }, 'unknown'],
    [{ atLeast: '8', below: '9' }, { atLeast: '8', below: '10' }, 'yes'],
    [{ atLeast: '8', below: '9' }, { atLeast: '9', below: '10' }, 'no'],
    [{}, { atLeast: '1' }, 'unknown'],
  ])('with %j, within %j: %s', (version, bounds, expected) => {
    expect(versionIs(projectWith(version), 'pytest', bounds)).toBe(expected);
  });

  it('takes a pre-release for its release, since it behaves like it', () => {
    expect(versionIs(projectWith({ exact: '9.0.0rc1' }), 'pytest', { atLeast: '9' })).toBe('yes');
    expect(versionIs(projectWith({ exact: '2.0.0b3' }), 'pytest', { below: '2.0' })).toBe('no');
    expect(versionIs(projectWith({ exact: '2.0.0b3' }), 'pytest', { atLeast: '2.0.0rc1' })).toBe('no');
    expect(versionIs(projectWith({ exact: '8.3.5.post1' }), 'pytest', { atLeast: '8.3.5' })).toBe('yes');
  });

  it('does not know what nobody speaks of', () => {
    expect(versionIs({}, 'pytest', { atLeast: '1' })).toBe('unknown');
    expect(versionIs(projectWith({ exact: '8.3.5' }), 'httpx', { below: '1' })).toBe('unknown');
  });
});
