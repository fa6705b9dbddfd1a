import { describeCollection } from './check.ts';

describeCollection('pytest-ledger');
