import type { McpServer } from '@modelcontextprotocol/server';
import type { LibraryChange } from '../patterns/index.ts';

/** From this revision on, the SDK itself sends only what a client listens for. */
const LISTENING_ERA = '2026-07-28';

/** The servers of this process and what their clients want to hear of. */
export class ChangeNotices {
  private readonly wanted = new Map<McpServer, Set<string>>();

  /** Before the server connects. */
  register(server: McpServer): void {
    const uris = new Set<string>();
    this.wanted.set(server, uris);
    server.server.registerCapabilities({ resources: { subscribe: true, listChanged: true } });
    server.server.setRequestHandler('resources/subscribe', ({ params }) => {
      uris.add(params.uri);
      return {};
    });
    server.server.setRequestHandler('resources/unsubscribe', ({ params }) => {
      uris.delete(params.uri);
      return {};
    });
  }

  tell({ listChanged, updated }: LibraryChange): void {
    for (const [server, uris] of this.wanted) {
      if (!server.isConnected()) {
        this.wanted.delete(server);
        continue;
      }
      if (listChanged) server.sendResourceListChanged();
      const listens = (server.server.getNegotiatedProtocolVersion() ?? '') >= LISTENING_ERA;
      // A client that has just gone needs no notice.
      for (const uri of updated.filter((each) => listens || uris.has(each)))
        server.server.sendResourceUpdated({ uri }).catch(() => {});
    }
  }
}
