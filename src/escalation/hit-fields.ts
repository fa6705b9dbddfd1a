import { z } from 'zod';

/** What is kept and told of a hit, besides the rank. A file of its own: listing the tools needs no gate. */
export const hitFields = {
  source: z.string(),
  kind: z.enum(['pattern', 'keyword', 'fact']),
  trigger: z.string(),
  reason: z.string(),
  matched: z.string(),
  where: z.string(),
};
