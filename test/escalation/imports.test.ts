import { describe, expect, it } from 'vitest';
import { modulesOf } from '../../src/escalation/imports.ts';

const folders: Readonly<Record<string, readonly string[]>> = {
  '': ['api'],
  'api/': ['tests', 'app'],
  'api/tests/': ['test_a.py', 'unit'],
  'api/tests/unit/': ['test_b.py'],
  'api/app/': ['users.py'],
};

describe('following imports', () => {
  it('asks the disk once for each folder that there is, and for no other', async () => {
    const asked: string[] = [];
    const reader = {
      roots: [''],
      read: async () => 'import os\n',
      list: async (folder: string) => {
        asked.push(folder);
        return folders[folder] ?? [];
      },
    };
    const files = ['api/tests/test_a.py', 'api/tests/unit/test_b.py'].map((path) => ({
      path,
      text: 'import json\nfrom sqlalchemy.orm import Session\nfrom app.users import find\n',
    }));
    expect((await modulesOf(files, reader)).map(({ path }) => path)).toEqual(['api/app/users.py']);
    expect(asked.sort()).toEqual(['', 'api/', 'api/app/', 'api/tests/', 'api/tests/unit/']);
  });
});
