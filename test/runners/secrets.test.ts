import { describe, expect, it } from 'vitest';
import { withoutSecrets } from '../../src/runners/secrets.ts';

function shown(kind: 'environment' | 'module-variable', name: string, before: string, after: string) {
  const change = withoutSecrets({ kind, name, before, after });
  return [change.before, change.after];
}

describe('what goes to a model and into a log', () => {
  it.each(['API_KEY', 'STRIPE_SECRET_KEY', 'GITHUB_TOKEN', 'DB_PASSWORD', 'npm_config__auth', 'AWS_SESSION_TOKEN'])(
    'hides the value of %s',
    (name) => {
      expect(shown('environment', name, "'s3cret'", '(not set)')).toEqual(['(hidden)', '(not set)']);
    },
  );

  it.each(['MODE', 'KEYBOARD', 'TOKENIZERS_PARALLELISM', 'AUTHOR', 'MONKEY'])('shows the value of %s', (name) => {
    expect(shown('environment', name, '(not set)', "'a'")).toEqual(['(not set)', "'a'"]);
  });

  it('hides the password of a URL, wherever it stands', () => {
    expect(shown('environment', 'DATABASE_URL', "'postgres://shop:s3cret@db/shop'", "'sqlite:///a.db'")).toEqual([
      "'postgres://shop:…@db/shop'",
      "'sqlite:///a.db'",
    ]);
    expect(shown('module-variable', 'shop:url', "'amqp://a:b@mq'", 'None')).toEqual(["'amqp://a:…@mq'", 'None']);
  });
});
