// Which messages were really drawn as tokens, so that a test can hold them against the engine's own list. The promise is that
// a drawn token is a message and that every foreground message is drawn; here it can be checked.

const bound = 20_000;

class DrawnTokens {
  private readonly ids = new Set<number>();

  note(ids: readonly number[]): void {
    for (const id of ids) this.ids.add(id);
    if (this.ids.size <= bound) return;
    for (const id of this.ids) {
      if (this.ids.size <= bound / 2) break;
      this.ids.delete(id);
    }
  }

  has(id: number): boolean {
    return this.ids.has(id);
  }

  all(): readonly number[] {
    return [...this.ids];
  }
}

export const drawnTokens = new DrawnTokens();
