import { createHash } from 'node:crypto';
import { z } from 'zod';
import { plainAnswer } from '../untrusted/plain-answer.ts';
import { ToolError } from './errors.ts';

const Cursor = z.strictObject({ at: z.number().int().nonnegative(), request: z.string(), list: z.string() });
type Cursor = z.infer<typeof Cursor>;

export interface Page<T> {
  readonly items: readonly T[];
  /** How many are left after this page. */
  readonly left: number;
  readonly next_cursor?: string;
}

export interface PageRequest {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly budget: number;
  readonly request: unknown;
  readonly list: unknown;
}

/**
 * One page of a list. The page ends at `limit` items or at about `budget` characters of JSON as it is shown, whichever comes first, but
 * holds at least one item.
 *
 * @param request what was asked for: a cursor of another request is refused
 * @param list the ids of all items: a cursor of a list that has changed is refused
 */
export function page<T>(items: readonly T[], { cursor, limit, budget, request, list }: PageRequest): Page<T> {
  const digest = digestOf(list);
  const start = cursor === undefined ? 0 : offsetOf(cursor, { request, digest, length: items.length });
  let size = 0;
  let end = start;
  for (const item of items.slice(start, start + limit)) {
    size += JSON.stringify(plainAnswer(item)).length;
    if (size > budget && end > start) break;
    end += 1;
  }
  const left = items.length - end;
  return {
    items: items.slice(start, end),
    left,
    ...(left > 0 ? { next_cursor: encode({ at: end, request: digestOf(request), list: digest }) } : {}),
  };
}

/**
 * Refuses a cursor that cannot fit the request, before the list is made.
 *
 * @throws {ToolError} for what is no cursor, and for one of another request
 */
export function checkCursor(cursor: string, request: unknown): void {
  if (decode(cursor).request !== digestOf(request)) {
    throw new ToolError(
      'cursor belongs to a call with other arguments. Allowed: the arguments of the call that gave it, unchanged. Leave cursor out to start again.',
    );
  }
}

function offsetOf(
  cursor: string,
  { request, digest, length }: { request: unknown; digest: string; length: number },
): number {
  checkCursor(cursor, request);
  const { at, list } = decode(cursor);
  if (list === digest && at < length) return at;
  throw new ToolError(
    'cursor belongs to another list: the files changed since. Allowed: a cursor over unchanged files. Leave cursor out to start again.',
  );
}

function encode(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

function decode(cursor: string): Cursor {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new ToolError(
      'cursor is not one of ours. Allowed: the next_cursor of the previous page, unchanged. Leave cursor out to start at the first page.',
    );
  }
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 16);
}
