import { z } from 'zod';
import { framework, languageOf, words } from './arguments.ts';
import { definePrompt, steps } from './prompt.ts';

export const mockExternalService = definePrompt({
  name: 'mock-external-service',
  title: 'Mock an external service',
  description: 'Replaces a remote service at its transport, refuses every other request, and checks what was sent.',
  args: () =>
    z.object({
      service: words('The service, and the code that calls it.'),
      framework: framework().optional(),
    }),
  text: ({ service, framework: name }) => {
    const asked = name === undefined ? '' : ` with language ${languageOf(name)}`;
    return steps(
      `Test the code that talks to ${service} without reaching it${name ? `, in ${name}` : ''}.`,
      'check_escalation with an action that says what you will mock and how: when more than three layers would be patched for one call, a person decides whether the code needs a seam first.',
      `get_pattern mocking/external-apis${asked}; flaky/network to refuse every other connection; mocking/contracts to keep the double honest.`,
      'Answer at the transport (httpx.MockTransport or respx, msw, a fetch that is passed in), not by patching your own functions. Copy the reply from a recorded one.',
      'Test the errors too: a time-out, 429 or 503, a body that does not parse. Assert what was sent: method, URL, headers, body.',
      'analyze_tests with the path of the file: no real-network, no mock that is never put back, no assertion on the mock alone.',
      'verify_tests with "path::name" and strategies ["repeat", "no-network"]: it must pass without a network.',
    );
  },
});
