import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Requests that wait for a backend. One folder for the whole machine. */
export class Spool {
  constructor(folder = path.join(tmpdir(), 'gateway-spool')) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  put(id, body) {
    writeFileSync(path.join(this.folder, `${id}.json`), body);
  }

  waiting() {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith('.json'))
      .sort();
  }
}

/** While routes are reloaded nobody may send. */
export class Routes {
  constructor(folder = tmpdir()) {
    this.marker = path.join(folder, 'gateway-reload');
  }

  async reload(read) {
    writeFileSync(this.marker, '');
    try {
      return await read();
    } finally {
      rmSync(this.marker);
    }
  }

  send(body) {
    if (existsSync(this.marker)) throw new Error('routes are being reloaded');
    return body.length;
  }
}
