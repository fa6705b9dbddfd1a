import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { cleanEnvironment, program } from './program.ts';
import type { Sandbox } from './sandbox.ts';

const Reply = z.object({
  id: z.number(),
  result: z.record(z.string(), z.unknown()).optional(),
  error: z.object({ code: z.number(), message: z.string() }).optional(),
});
const Question = z.object({ id: z.union([z.number(), z.string()]), method: z.string() });
const Meta = z.record(z.string(), z.unknown());
export type Reply = z.infer<typeof Reply>;

/** A connection without a client library: it can send what no honest client would. It declines whatever it is asked. */
export class RawConnection {
  readonly process: ChildProcessWithoutNullStreams;
  readonly stdout: string[] = [];
  /** Requests of the server to us, oldest first. */
  readonly asked: string[] = [];
  private readonly waiting = new Map<number, (reply: Reply) => void>();
  private last = 0;

  constructor(
    sandbox: Sandbox,
    args: readonly string[] = ['serve', '--root', sandbox.project],
    ofNode: readonly string[] = [],
  ) {
    this.process = spawn(process.execPath, [...ofNode, program, ...args], {
      env: cleanEnvironment(sandbox.home),
      cwd: sandbox.home,
    });
    createInterface({ input: this.process.stdout }).on('line', (line) => {
      this.stdout.push(line);
      const message: unknown = JSON.parse(line);
      const question = Question.safeParse(message).data;
      if (question) {
        this.asked.push(question.method);
        this.send({ jsonrpc: '2.0', id: question.id, result: { action: 'decline' } });
        return;
      }
      const reply = Reply.safeParse(message).data;
      if (reply) this.waiting.get(reply.id)?.(reply);
    });
  }

  /** A request of the 2026-07-28 revision, from a client that can show forms. */
  modern(method: string, params: Record<string, unknown> = {}): Promise<Reply> {
    return this.request(method, {
      ...params,
      _meta: {
        ...Meta.parse(params._meta ?? {}),
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1.0.0' },
        'io.modelcontextprotocol/clientCapabilities': { elicitation: {} },
      },
    });
  }

  request(method: string, params: Record<string, unknown>): Promise<Reply> {
    this.last += 1;
    const id = this.last;
    const reply = new Promise<Reply>((resolve) => this.waiting.set(id, resolve));
    this.send({ jsonrpc: '2.0', id, method, params });
    return reply;
  }

  send(message: unknown): void {
    this.process.stdin.write(`${JSON.stringify(message)}\n`);
  }

  /** Ends stdin and gives the exit code. */
  async end(): Promise<number | null> {
    const exit = once(this.process, 'exit');
    this.process.stdin.end();
    await exit;
    return this.process.exitCode;
  }
}

/** The start of a 2025-era conversation. */
export const INITIALIZE = {
  protocolVersion: '2025-11-25',
  capabilities: { elicitation: {} },
  clientInfo: { name: 'raw', version: '1.0.0' },
};
