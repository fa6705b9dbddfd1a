import { describeOnRequest } from './check.ts';

describeOnRequest('playwright-orders');
