import { itKnows } from './acceptance.ts';

for (const name of ['pytest-shop', 'pytest-bookings', 'pytest-archive', 'pytest-league']) itKnows(name);
