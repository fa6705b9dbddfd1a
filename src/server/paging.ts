import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ToolError } from './errors.ts';

const Cursor = z.strictObject({ at: z.number().int().nonnegative(), of: z.string() });

export interface Page<T> {
  readonly items: readonly T[];
  /** How many are left after this page. */
  readonly left: number;
  readonly next_cursor?: string;
}

/**
 * One page of a list. The page ends at `limit` items or at about `budget` characters of JSON, whichever comes first, but
 * holds at least one item.
 *
 * @param of what the list is of (the request, the list's ids): a cursor of another list is refused.
 */
export function page<T>(
  items: readonly T[],
  { cursor, limit, budget, of }: { cursor?: string | undefined; limit: number; budget: number; of: unknown },
): Page<T> {
  const digest = createHash('sha256').update(JSON.stringify(of)).digest('base64url').slice(0, 16);
  const start = cursor === undefined ? 0 : offsetOf(cursor, digest, items.length);
  let size = 0;
  let end = start;
  for (const item of items.slice(start, start + limit)) {
    size += JSON.stringify(item).length;
    if (size > budget && end > start) break;
    end += 1;
  }
  const left = items.length - end;
  return {
    items: items.slice(start, end),
    left,
    ...(left > 0 ? { next_cursor: Buffer.from(JSON.stringify({ at: end, of: digest })).toString('base64url') } : {}),
  };
}

function offsetOf(cursor: string, digest: string, length: number): number {
  let parsed: z.infer<typeof Cursor>;
  try {
    parsed = Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new ToolError(
      'cursor is not one of ours. Allowed: the next_cursor of the previous page, unchanged. Leave cursor out to start at the first page.',
    );
  }
  if (parsed.of !== digest || parsed.at >= length) {
    throw new ToolError(
      'cursor belongs to another list: the arguments or the files changed since. Allowed: the same arguments over unchanged files. Leave cursor out to start again.',
    );
  }
  return parsed.at;
}
