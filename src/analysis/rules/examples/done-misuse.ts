import type { RuleMeta } from '../../rule.ts';

export const doneMisuseExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'jest',
      code: `it('loads', async (done) => {
  expect(await load()).toBe(1);
  done();
});
`,
      fixed: `it('loads', async () => {
  expect(await load()).toBe(1);
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('answers', (done) => {
  ask((answer: number) => {
    expect(answer).toBe(42);
    done();
  });
});
`,
      fixed: `import { expect, it } from 'vitest';

it('answers', () => new Promise<void>((done) => {
  ask((answer: number) => {
    expect(answer).toBe(42);
    done();
  });
}));
`,
    },
    {
      framework: 'mocha',
      code: `describe('users', () => {
  it('is there', (done) => {
    const users = read();
    if (users.length > 0) {
      done();
    }
  });
});
`,
    },
    {
      framework: 'mocha',
      code: `describe('users', () => {
  it('finds', function (done) {
    find('ann').then((user) => {
      expect(user.name).to.equal('ann');
    });
    done();
  });
});
`,
    },
    {
      framework: 'mocha',
      code: `describe('users', () => {
  it('finds', (done) => {
    find('ann')
      .then((user) => {
        expect(user.name).to.equal('ann');
        done();
      })
      .catch(() => done());
  });
});
`,
    },
    {
      framework: 'mocha',
      code: `describe('users', () => {
  it('finds', (done) => {
    find('ann')
      .then((user) => expect(user.name).to.equal('ann'))
      .finally(done);
  });
});
`,
    },
    {
      framework: 'jest',
      code: `it('loads', (done) => {
  return load().then((value) => {
    expect(value).toBe(1);
    done();
  });
});
`,
    },
    {
      framework: 'jest',
      code: `beforeEach((done) => {
  reset();
  done();
  done();
});
it('is empty', () => {
  expect(count()).toBe(0);
});
`,
    },
  ],
  good: [
    {
      framework: 'jest',
      code: `it('answers', (done) => {
  ask((answer) => {
    expect(answer).toBe(42);
    done();
  });
});
it('hands errors over', (done) => {
  load()
    .then((value) => {
      expect(value).toBe(1);
      done();
    })
    .catch(done);
});
it('answers one way or the other', (done) => {
  ask((error) => {
    if (error) {
      done(error);
      return;
    }
    done();
  });
});
it.each([1, 2])('adds %i', async (n) => {
  expect(await add(n)).toBe(n + 1);
});
`,
    },
    {
      framework: 'mocha',
      code: `describe('users', () => {
  it('refuses', (done) => {
    find('nobody')
      .then(() => done(new Error('found')))
      .catch((error) => {
        expect(error.message).to.equal('nobody');
        done();
      });
  });
  it('finds in a database', withDatabase(async (db) => {
    expect(await db('ann')).to.equal('ann');
  }));
  before(async function (this: Mocha.Context) {
    await this.connect();
  });
  it('hears', (done) => {
    bus.on('user', (user) => {
      expect(user).to.equal('ann');
    });
    bus.emit('user', 'ann');
    done();
  });
});
`,
    },
    {
      framework: 'vitest',
      code: `import { beforeEach, expect, it } from 'vitest';

beforeEach((context) => {
  context.seed = 1;
});
it('has a context', ({ task, seed }) => {
  expect(task.name).toHaveLength(13 + seed);
});
it.each([(n: number) => n + 1])('calls %s', (add) => {
  expect(add(1)).toBe(2);
});
`,
    },
    {
      framework: 'node:test',
      code: `import assert from 'node:assert';
import { it } from 'node:test';

it('answers', (t, done) => {
  ask((answer) => {
    assert.equal(answer, 42);
    done();
  });
});
it('awaits', async (t) => {
  assert.equal(await ask(), 42);
});
`,
    },
  ],
};
