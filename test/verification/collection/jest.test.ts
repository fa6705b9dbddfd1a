import { describeOnRequest } from './check.ts';

describeOnRequest('jest-bank');
