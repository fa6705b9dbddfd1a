import { type LedgerLine, shortDigest, visibleLine } from '../escalation/index.ts';

/** One entry of the ledger for a person: when, what, about which action or approval, in which words. */
export function ledgerText(entry: LedgerLine): string {
  const of = (field: string): string => text(entry[field]);
  const parts = [
    entry.at,
    entry.event.padEnd(18),
    of('action'),
    of('approval_id'),
    of('decision'),
    of('words'),
    named('by', text(entry.signer ?? entry.client)),
    named('through', of('channel')),
    entry.required_rank === undefined ? '' : `rank ${of('required_rank')}`,
    named('action', short(entry.action_digest)),
    named('shown', short(entry.shown_digest)),
    of('why'),
    triggersOf(entry.triggers),
  ];
  return parts
    .filter((part) => part !== '')
    .join('  ')
    .trimEnd();
}

function triggersOf(triggers: unknown): string {
  if (!Array.isArray(triggers) || triggers.length === 0) return '';
  const names = triggers.map((hit: unknown) =>
    typeof hit === 'object' && hit !== null && 'trigger' in hit ? text(hit.trigger) : '',
  );
  return `triggers: ${[...new Set(names)].join(', ')}`;
}

function named(name: string, value: string): string {
  return value === '' ? '' : `${name} ${value}`;
}

function short(digest: unknown): string {
  return typeof digest === 'string' ? visibleLine(shortDigest(digest)) : '';
}

function text(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? visibleLine(value) : '';
}
