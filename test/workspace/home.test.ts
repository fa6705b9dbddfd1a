import { expect, it } from 'vitest';
import { systemHome } from '../../src/workspace/home.ts';

it('the home folder of a user whom the system does not know is not known, which is no error', () => {
  const unknown = (): never => {
    throw new Error('uv_os_homedir returned ENOENT');
  };
  expect([systemHome(() => '/home/ada'), systemHome(unknown)]).toEqual(['/home/ada', undefined]);
});
