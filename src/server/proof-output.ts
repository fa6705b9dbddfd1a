import { z } from 'zod';
import { LISTED_AS } from './schemas.ts';

const Figures = z.object({ runs: z.number(), failures: z.number() });

/** A proof as tools answer it. */
export const Proof = z
  .object({
    proof_id: z.string().optional(),
    status: z.enum(['done', 'running', 'refused']),
    verdict: z.string().optional(),
    reason: z.string(),
    upper_bound_95: z.number().optional(),
    condition: z.string().optional(),
    before: Figures.optional(),
    after: Figures.optional(),
    runs: z.number(),
    axes: z.array(z.object({ axis: z.string(), before: Figures, after: Figures })),
    failures_more: z.number().exactOptional(),
    failures: z.array(z.object({ test: z.string(), message: z.string(), tree: z.string(), axis: z.string() })),
    weakenings: z.array(z.object({ path: z.string(), line: z.number().optional(), reason: z.string() })),
    changed_meanwhile: z.array(z.string()),
    limitations: z.array(z.string()),
  })
  .meta({
    [LISTED_AS]:
      'With plan_id: {verdict, reason, upper_bound_95, condition, before, after, axes, failures, weakenings, …}',
  });

/** The same, listed in one line where it is listed a second time. */
export const ProofInWords = Proof.meta({ [LISTED_AS]: 'As in verify_tests.' });
