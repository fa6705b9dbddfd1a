import { describeCollection } from './check.ts';

describeCollection('node-gateway');
