export interface Mutation {
  /** Of the table of known ways around a gate: 1 to 16. */
  readonly row: number;
  readonly defence: string;
  readonly edits: readonly { readonly file: string; readonly from: string; readonly to: string }[];
  readonly test: string;
  readonly named: RegExp;
}

export const mutations: readonly Mutation[];
