const threeDays = 3 * 24 * 60 * 60 * 1000;

export class Cart {
  private readonly openedAt = Date.now();
  private readonly lines: string[] = [];
  private pending: Promise<string[]> | undefined;

  add(line: string): void {
    this.lines.push(line);
  }

  /** Several changes within a moment are saved together. */
  save(): Promise<string[]> {
    this.pending ??= new Promise((resolve) => {
      setTimeout(() => {
        this.pending = undefined;
        resolve([...this.lines]);
      }, 10);
    });
    return this.pending;
  }

  get abandoned(): boolean {
    return Date.now() - this.openedAt >= threeDays;
  }
}
