export interface ShownLeak {
  readonly test: string;
  readonly state: readonly {
    readonly kind: string;
    readonly name: string;
    readonly before: string;
    readonly after: string;
    readonly also_with_isolation?: true;
  }[];
  readonly state_more?: number;
}

/** What tests leave behind, for a terminal or a model. */
export function leaksText(leaks: readonly ShownLeak[], more: number): string[] {
  if (leaks.length === 0) return ['No test was seen to leave state behind.'];
  return [
    `Who leaves state behind when the file is over (${leaks.length + more}):`,
    ...leaks.flatMap(({ test, state, state_more = 0 }) => [
      `  ${test}${test.includes('::') ? '' : ' (loading it, or several tests at once)'}`,
      ...state.map(
        ({ kind, name, before, after, also_with_isolation }) =>
          `    ${kind} ${name}: ${before} -> ${after}${also_with_isolation ? ' (also with isolation)' : ''}`,
      ),
      ...(state_more > 0 ? [`    and ${state_more} more`] : []),
    ]),
    ...(more > 0 ? [`  and ${more} more tests`] : []),
  ];
}
