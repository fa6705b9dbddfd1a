import { all, itKnows } from './acceptance.ts';

for (const name of all ? ['jest-library', 'mocha-post', 'node-farm'] : ['mocha-post', 'node-farm']) itKnows(name);
