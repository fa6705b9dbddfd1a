import { describeCollection } from './check.ts';

describeCollection('playwright-orders');
