import { all, itKnows } from './acceptance.ts';

// A worker for each file takes its time.
for (const name of all ? ['vitest-shop', 'vitest-clinic'] : ['vitest-shop']) itKnows(name);
