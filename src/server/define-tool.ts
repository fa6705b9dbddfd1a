import type { z } from 'zod';
import { plainAnswer } from '../untrusted/plain-answer.ts';
import type { ServerContext } from './context.ts';
import type { Question } from './question.ts';

/** All four are stated on every tool: the protocol's defaults are the worst case and make hosts prompt for nothing. */
export interface ToolAnnotations {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

export const READ_ONLY: ToolAnnotations = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

/** Who is calling, and what came back to a question we asked. */
export interface ToolCall {
  readonly signal: AbortSignal;
  /** Tells a client that asked for it how far a long call is; its last word may get lost on the way. */
  readonly progress: (done: number, total: number) => void;
  readonly client: {
    /** `name/version` as the client calls itself; `unknown client` when it does not say. */
    readonly name: string;
    /** The client says that it can show a form. It may still answer by itself. */
    readonly canBeAsked: boolean;
  };
  /** Untrusted: the client's answer to the form, with the state this server signed when it asked (if the client sent it). */
  readonly answer: ClientAnswer | undefined;
}

export interface ClientAnswer {
  readonly action: 'accept' | 'decline' | 'cancel';
  readonly content: Readonly<Record<string, unknown>>;
  /** Verified: minted by this process and not expired. `undefined` when the client sent none. */
  readonly state: unknown;
}

export interface ToolSpec<I extends z.ZodObject, O extends z.ZodObject> {
  readonly name: string;
  readonly title: string;
  /** Under 2 KB: clients cut there. */
  readonly description: string;
  /** `z.strictObject` without unions at the root: several clients drop such tools. */
  readonly input: I;
  readonly output: O;
  readonly annotations: ToolAnnotations;
  readonly meta?: Readonly<Record<string, unknown>>;
  run(args: z.output<I>, context: ServerContext, call: ToolCall): Promise<z.output<O> | Question>;
  /** The whole answer as text: some hosts show the model nothing else. It gets what {@link plainAnswer} makes of the output. */
  text(output: z.output<O>): string;
}

export interface ToolReply {
  readonly structured: Record<string, unknown>;
  readonly text: string;
}

/** A tool with its types closed over, so that tools of all shapes stand in one list. */
export interface Tool extends Omit<ToolSpec<z.ZodObject, z.ZodObject>, 'run' | 'text'> {
  call(args: unknown, context: ServerContext, call: ToolCall): Promise<ToolReply | Question>;
}

export function defineTool<I extends z.ZodObject, O extends z.ZodObject>(spec: ToolSpec<I, O>): Tool {
  const { run, text, ...definition } = spec;
  return {
    ...definition,
    async call(args, context, call) {
      const result = await run(spec.input.parse(args), context, call);
      if (isQuestion(result)) return result;
      const answer = plainAnswer(result);
      return { structured: { ...answer }, text: text(answer) };
    },
  };
}

function isQuestion<T extends object>(result: T | Question): result is Question {
  return 'question' in result;
}
