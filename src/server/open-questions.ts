import { randomBytes } from 'node:crypto';

/** Milliseconds after which nobody waits for an answer any more. */
const LIFETIME = 600_000;

/**
 * The questions this process has asked and that nobody has answered yet. Each ticket is good for one answer: an answer
 * sent a second time, or never asked for, finds none.
 */
export class OpenQuestions {
  private readonly tickets = new Map<string, number>();

  /** A ticket to hand out with a question. */
  open(): string {
    const now = Date.now();
    for (const [ticket, asked] of this.tickets) if (now - asked > LIFETIME) this.tickets.delete(ticket);
    const ticket = randomBytes(16).toString('base64url');
    this.tickets.set(ticket, now);
    return ticket;
  }

  /** True once per ticket, while it is fresh. */
  take(ticket: string): boolean {
    const asked = this.tickets.get(ticket);
    this.tickets.delete(ticket);
    return asked !== undefined && Date.now() - asked <= LIFETIME;
  }
}
