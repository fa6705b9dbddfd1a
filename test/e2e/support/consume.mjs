// Uses an approval up in a process of its own, once it is told to: node consume.mjs STATE_HOME ROOT REQUEST. Prints what came of it.
import { once } from 'node:events';
import { ApprovalService } from '../../../dist/escalation/approvals.js';
import { Ledger } from '../../../dist/escalation/ledger.js';
import { openState } from '../../../dist/state/index.js';

const [home, root, request] = process.argv.slice(2);
const state = openState({ env: { TESTING_PATTERNS_HOME: home }, roots: [root] });
const now = () => new Date();
const approvals = new ApprovalService(state, new Ledger(state, now), now, async () => ({ ok: false, reason: '' }));
process.stdout.write('ready\n');
await once(process.stdin, 'data');
process.stdout.write(JSON.stringify(await approvals.consume(JSON.parse(request))));
process.stdin.destroy();
