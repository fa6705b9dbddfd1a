import { describeCollection } from './check.ts';

describeCollection('mocha-parcels');
