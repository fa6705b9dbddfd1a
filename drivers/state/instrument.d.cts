export function instrument(code: string, of: { readonly file: string; readonly module?: boolean }): string;
