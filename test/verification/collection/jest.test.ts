import { describeCollection } from './check.ts';

describeCollection('jest-bank');
