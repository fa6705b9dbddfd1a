/** What differs from run to run, replaced by names. */
export function normalised(text: string): string {
  return text
    .replace(/\b(plan|undo|ap|f)_[0-9a-z]{12,}\b/g, '<$1>')
    .replace(/"elapsed_ms": ?\d+/g, '"elapsed_ms": 0')
    .replace(/\(\d+ ms\)/g, '(0 ms)')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replace(/\b[0-9a-f]{64}\b/g, '<sha256>');
}
