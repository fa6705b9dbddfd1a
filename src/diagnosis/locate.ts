import { stat } from 'node:fs/promises';
import { codeOf } from '../error-code.ts';
import { type Located, type Workspace, WorkspaceError } from '../workspace/index.ts';
import type { Failure, Frame } from './failure.ts';

/** A file of the workspace that the output speaks of. */
export interface Place {
  readonly file: Located;
  readonly line?: number;
}

/** Paths deeper than this are nobody's project. */
const maxSegments = 24;
const foreign = /(?:^|\/)(?:node_modules|site-packages|dist-packages|lib\/python[\d.]+)\/|^node:|^internal\//;

/** Finds printed paths in the workspace: as they are, or by their longest end that exists (another machine printed them). */
export class Locator {
  private readonly workspace: Workspace;
  private readonly known = new Map<string, Promise<Located | undefined>>();

  constructor(workspace: Workspace) {
    this.workspace = workspace;
  }

  /** Never throws: a path that lies outside, or is none, is not found. */
  find(printed: string): Promise<Located | undefined> {
    const path = printed.replaceAll('\\', '/').replace(/^(?:file:\/\/)?(?:[A-Za-z]:)?/, '');
    const found = this.known.get(path) ?? this.search(path);
    this.known.set(path, found);
    return found;
  }

  /** Where the failing test says that it failed: its own frame before any other of the workspace's. */
  async place({ path, frames, format }: Failure): Promise<Place | undefined> {
    const file = path === undefined ? undefined : await this.find(path);
    // Python prints the call that failed last, JavaScript first.
    const inOrder = format === 'pytest' || format === 'unittest' ? [...frames].reverse() : frames;
    for (const frame of inOrder.slice(0, 40)) {
      const own = await this.find(frame.path);
      if (own && (file === undefined || own.real === file.real)) return this.at(own, frame);
    }
    return file && { file };
  }

  private async at(file: Located, { line }: Frame): Promise<Place> {
    const read = await this.workspace.readText(file);
    const isThere = read.ok && line >= 1 && line <= read.text.split('\n').length;
    return { file, ...(isThere ? { line } : {}) };
  }

  private async search(path: string): Promise<Located | undefined> {
    if (foreign.test(path) || path.length > 1_000) return undefined;
    const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.');
    if (segments.length > maxSegments || segments.includes('..')) return undefined;
    for (let from = 0; from < segments.length; from++) {
      const file = await this.existing(segments.slice(from).join('/'));
      if (file) return file;
    }
    return undefined;
  }

  private async existing(relative: string): Promise<Located | undefined> {
    try {
      const file = await this.workspace.locate(relative);
      return (await stat(file.real)).isFile() ? file : undefined;
    } catch (error) {
      if (error instanceof WorkspaceError || codeOf(error) !== undefined) return undefined;
      throw error;
    }
  }
}
