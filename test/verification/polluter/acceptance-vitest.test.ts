import { itKnows } from './acceptance.ts';

for (const name of ['vitest-shop', 'vitest-clinic']) itKnows(name);
