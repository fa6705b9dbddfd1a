import { itKnows } from './acceptance.ts';

for (const name of ['jest-library', 'mocha-post', 'node-farm']) itKnows(name);
