import type { z } from 'zod';
import type { ServerContext } from '../context.ts';

/** A job that a person starts by name. */
export interface Prompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Arguments are texts: hosts show them as fields of a form. */
  readonly args: (context: ServerContext) => z.ZodObject;
  /** What the model is told, for arguments that were checked: the shortest way through our tools for this job. */
  readonly text: (given: unknown, context: ServerContext) => string;
}

/** `text` gets the arguments as `args` types them. */
export function definePrompt<A extends z.ZodObject>(
  prompt: Omit<Prompt, 'args' | 'text'> & {
    readonly args: (context: ServerContext) => A;
    readonly text: (args: z.output<A>) => string;
  },
): Prompt {
  return { ...prompt, text: (given, context) => prompt.text(prompt.args(context).parse(given)) };
}

/** Numbered steps below a job. */
export function steps(job: string, ...lines: readonly string[]): string {
  return [job, '', ...lines.map((line, index) => `${index + 1}. ${line}`), '', HOUSE_RULES].join('\n');
}

const HOUSE_RULES = [
  'Throughout: never make a test pass by a skip, a retry, a longer sleep, a wider limit or a weaker assertion, and never delete a',
  'test. "approval_required" means that a person decides: tell them the command in next_step and stop there. Say at the end what',
  'was found, what was changed, how many runs show it and what they do not show.',
].join('\n');
