import { describeCollection } from './check.ts';

describeCollection('vitest-storefront');
