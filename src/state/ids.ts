import { createHash, randomBytes } from 'node:crypto';

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** `plan_` and 20 letters: 100 random bits. */
export function newId(prefix: string): string {
  return idOf(prefix, randomBytes(20));
}

/** The same parts always give the same id, other parts another: for records that are looked up by what they are about. */
export function stableId(prefix: string, parts: readonly string[]): string {
  return idOf(prefix, createHash('sha256').update(parts.join('\0')).digest());
}

/** Ids become file names: nothing else passes, so no id can name another file. */
export function isId(text: string, prefix?: string): boolean {
  return /^[a-z]+_[a-z2-7]{16,64}$/.test(text) && (prefix === undefined || text.startsWith(`${prefix}_`));
}

function idOf(prefix: string, bytes: Uint8Array): string {
  return `${prefix}_${Array.from(bytes, (byte) => alphabet[byte & 31]).join('')}`;
}
