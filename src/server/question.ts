import type { z } from 'zod';

/** Something only the person in front of the client can answer. The adapter puts it into the protocol's words. */
export interface Question {
  readonly question: string;
  /** A flat object of primitive fields: what every client can show as a form. */
  readonly form: z.ZodObject;
  /** Signed and handed to the client, which must send it back with the answer. Not secret. */
  readonly state: unknown;
}
